using System.Globalization;
using XinRT.TestKit.Faults;

namespace XinRT.TestKit.Schedules;

/// <summary>Runs the threads of a worker pool in every order.</summary>
public static class PoolSearch
{
    /// <summary>Searches one scenario.</summary>
    /// <param name="scenario">What the threads do.</param>
    /// <param name="fault">What is wrong with the pool on purpose.</param>
    /// <param name="most">Most runs.</param>
    /// <param name="cancel">Ends the search.</param>
    public static PoolVerdict Run(PoolScenario scenario, Fault fault, long most = long.MaxValue, CancellationToken cancel = default)
    {
        var checker = new ScheduleChecker(() => fault is PoolFault pool ? pool.Run(scenario) : new PoolRun<ScheduledSync>(scenario), most);
        string? failure = checker.Search(cancel);
        return new(failure, checker.IsComplete, checker.States, checker.Runs);
    }
}

/// <summary>What a search found.</summary>
/// <param name="Failure">What is wrong, on the first line, and the order that leads there; or null.</param>
/// <param name="IsComplete">Whether every order was searched.</param>
/// <param name="States">Different states.</param>
/// <param name="Runs">Runs.</param>
public sealed record PoolVerdict(string? Failure, bool IsComplete, long States, long Runs)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{States} states in {Runs} runs{(IsComplete ? ", all orders" : "")}{(Failure is null ? "" : $"\n{Failure}")}");
}
