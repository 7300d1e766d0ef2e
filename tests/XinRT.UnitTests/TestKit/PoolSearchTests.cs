using XinRT.TestKit.Faults;
using XinRT.TestKit.Schedules;

namespace XinRT.UnitTests.TestKit;

/// <summary>The threads of a worker pool in every order of their operations, within bounds that take seconds.</summary>
public sealed class PoolSearchTests
{
    public static TheoryData<PoolScenario> Scenarios => [.. PoolScenario.Short];

    [Theory]
    [MemberData(nameof(Scenarios), DisableDiscoveryEnumeration = true)]
    public void Every_order_runs_each_task_once_and_leaves_nobody_asleep(PoolScenario scenario)
    {
        var verdict = PoolSearch.Run(scenario, Fault.None, most: 30_000, cancel: TestContext.Current.CancellationToken);

        Assert.Null(verdict.Failure);
        Assert.True(verdict.IsComplete, verdict.ToString());
        TestContext.Current.SendDiagnosticMessage($"{scenario}: {verdict}");
    }

    public static TheoryData<PoolFault, string> Faults => new() { { new MarkWithoutJob(), "helper" }, { new NobodyIsWoken(), "helper" }, { new BlindClaim(), "times" } };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_found(PoolFault fault, string what)
    {
        var verdict = PoolSearch.Run(new PoolScenario(2, 1, [2, 2, 2]), fault, most: 100_000, cancel: TestContext.Current.CancellationToken);

        Assert.NotNull(verdict.Failure);
        Assert.Contains(what, verdict.Failure.Split('\n')[0], StringComparison.Ordinal);
    }
}
