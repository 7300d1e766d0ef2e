using XinRT.TestKit.Faults;

namespace XinRT.Soak.Graphs;

/// <summary>Random networks: rewritten and run against the reference evaluator.</summary>
public sealed class GraphSearch : ISearch
{
    /// <inheritdoc/>
    public string Name => "graphs";

    /// <inheritdoc/>
    public string Summary =>
        "Random networks: optimized against original, each rule on and off, several sizes per engine, many contexts at once.";

    /// <inheritdoc/>
    public SoakCase Make(ulong seed) => new NetworkCase(() => GraphCase.Make(seed), $"Network_of_seed_{seed}",
        nameof(GraphCase.MustHold), Judge);

    private static Verdict Judge(GraphCase one, Fault undone, CancellationToken cancel)
    {
        var judge = new GraphJudge(undone);
        var fault = judge.Judge(one, cancel);
        return fault is null ? new(judge.Families) : new(judge.Families, $"{fault.Stage}: {fault.Kind}", fault.Message,
            fault.Notes);
    }
}
