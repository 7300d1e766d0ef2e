using XinRT.TestKit.Faults;
using XinRT.TestKit.Schedules;

namespace XinRT.Soak.Pool;

/// <summary>One scenario of a worker pool.</summary>
/// <param name="scenario">What the threads do.</param>
/// <param name="most">Most runs.</param>
internal sealed class PoolCase(PoolScenario scenario, long most) : SoakCase
{
    public override string Name => "worker pool";

    public override string Text => $"{scenario}";

    public override string Test => $"Assert.Null(PoolSearch.Run({scenario.Source}, Fault.None).Failure);";

    public override Verdict Judge(Fault undone, CancellationToken cancel)
    {
        var verdict = PoolSearch.Run(scenario, undone, most, cancel);
        cancel.ThrowIfCancellationRequested();
        string[] families = [$"{scenario.Workers} workers", verdict.IsComplete ? "searched to the end" : "searched in part"];
        return verdict.Failure is not { } failure ? new(families, Notes: $"{verdict}")
            : new(families, "worker pool", failure.Split('\n')[0], $"{verdict}");
    }

    public override IEnumerable<SoakCase> Smaller()
    {
        foreach (var smaller in scenario.Smaller()) yield return new PoolCase(smaller, most);
    }
}
