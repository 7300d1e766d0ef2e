namespace XinRT.Soak.Graphs;

/// <summary>Makes a case that fails smaller while it fails in the same way: fewer outputs, nodes, attributes, smaller sizes.</summary>
internal static class GraphReduction
{
    private const int MaxTrials = 3000;

    /// <summary>The smallest case found.</summary>
    public static GraphFault Run(GraphFault fault, CancellationToken cancel)
    {
        var judge = new GraphJudge(cancel: cancel);
        int trials = 0;
        // Where a rule or a thread is needed for the fault shows best while the graph is still whole.
        Settings();
        while (Step()) { }
        Settings();
        return fault;

        void Settings()
        {
            var one = fault.Case;
            _ = one.Disabled.Count > 0 && (Accept(fault.Case with { Disabled = new HashSet<string>() }) || Accept(fault.Case with { Disabled = RuleNames.All.ToHashSet() }));
            foreach (var sizes in one.Sizes)
            {
                if (Accept(fault.Case with { Graph = GraphEdits.Cleaned(GraphEdits.Bound(one.Graph, sizes)) ?? one.Graph, Sizes = [new Dictionary<string, long>()] })) break;
                if (one.Sizes.Count > 1 && Accept(fault.Case with { Sizes = [sizes] })) break;
            }
            _ = fault.Case.Threads > 1 && Accept(fault.Case with { Threads = 1 });
            _ = fault.Case.Backend != "cpu" && Accept(fault.Case with { Backend = "cpu" });
            if (fault.Case.Disabled.Count > 0 && fault.Case.Disabled.Count < RuleNames.All.Count)
                foreach (string rule in fault.Case.Disabled.ToList()) Accept(fault.Case with { Disabled = fault.Case.Disabled.Where(r => r != rule).ToHashSet() });
        }

        bool Step()
        {
            bool smaller = false;
            // Indices go with the graph at hand; after a success the walk begins again with what follows.
            for (int skip = 0; ;)
            {
                var graph = fault.Case.Graph;
                int seen = 0;
                bool found = false;
                foreach (var edit in GraphEdits.All(graph))
                {
                    if (seen++ < skip) continue;
                    skip = seen;
                    if (trials >= MaxTrials) return false;
                    if (edit(graph.Clone()) is not { } edited || GraphEdits.Cleaned(edited) is not { } cleaned) continue;
                    if (!Accept(fault.Case with { Graph = cleaned })) continue;
                    smaller = found = true;
                    break;
                }
                if (!found) return smaller;
                skip = Math.Max(0, skip - 1);
            }
        }

        bool Accept(GraphCase one)
        {
            trials++;
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (judge.Judge(one, fault.Stage) is not { } other || other.Kind != fault.Kind) return false;
                fault = other;
                return true;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The edit made something that even the reference cannot take.
                return false;
            }
        }
    }
}
