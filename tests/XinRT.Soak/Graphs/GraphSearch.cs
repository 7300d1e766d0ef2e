namespace XinRT.Soak.Graphs;

/// <summary>Random networks: rewritten and run against the reference evaluator.</summary>
public sealed class GraphSearch : ISearch
{
    /// <inheritdoc/>
    public string Name => "graphs";

    /// <inheritdoc/>
    public string Summary => "Random networks: optimized against original, each rule on and off, several sizes per engine, many contexts at once.";

    /// <inheritdoc/>
    public Finding? Try(ulong seed, CancellationToken cancel)
    {
        if (new GraphJudge(cancel: cancel).Judge(GraphCase.Make(seed)) is not { } fault) return null;
        fault = GraphReduction.Run(fault, cancel);
        return new(seed, fault.ToString(), fault.Case.ToText(), fault.Case.ToTest($"Network_of_seed_{seed}"));
    }
}
