using XinRT.TestKit.Schedules;

namespace XinRT.Soak.Pool;

/// <summary>Runs the threads of a worker pool in every order of their operations: no loop runs a task twice or not at all, nobody waits
/// for ever, and no helper sleeps on when there is work.</summary>
internal sealed class PoolScheduleSearch : ISearch
{
    private static readonly IReadOnlyList<PoolScenario> Scenarios = [.. PoolScenario.Short, .. PoolScenario.Long];

    public string Name => "pool";

    public string Summary => $"Runs the threads of a worker pool in every order: each seed is one of {Scenarios.Count} scenarios.";

    public Finding? Try(ulong seed, CancellationToken cancel)
    {
        var scenario = Scenarios[(int)((seed - 1) % (ulong)Scenarios.Count)];
        var verdict = PoolSearch.Run(scenario, cancel: cancel);
        Console.WriteLine($"pool {seed}: {scenario}: {verdict.ToString().Split('\n')[0]}");
        return verdict.Failure is not { } failure ? null
            : new(seed, failure.Split('\n')[0], failure, $"Assert.Null(PoolSearch.Run(PoolScenario.Long.Concat(PoolScenario.Short).Single(s => s.ToString() == \"{scenario}\")).Failure);");
    }
}
