using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Puts every node after the producers of its inputs, if some are not.</summary>
public sealed class SortNodes : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) changed |= Run(body, context);
        if (IsSorted(graph)) return changed;
        graph.Sort();
        return true;
    }

    private static bool IsSorted(Graph graph)
    {
        var seen = new HashSet<Node>();
        var all = graph.Nodes.ToHashSet();
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
                if (input?.Producer is { } producer && all.Contains(producer) && !seen.Contains(producer)) return false;
            seen.Add(node);
        }
        return true;
    }
}
