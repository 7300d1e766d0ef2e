using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Moves nodes that read only constants to their first reader. Exporters write them all at the beginning (the
/// dequantization of every weight, say), where their results would fill the arena for the whole run.</summary>
public static class ConstantWork
{
    /// <summary>Reorders the graph in place.</summary>
    public static void Delay(Graph graph)
    {
        var constant = new HashSet<Node>();
        foreach (var node in graph.Nodes)
            if (node.Inputs.All(v => v is null || v.IsConstant || (v.Producer is { } p && constant.Contains(p)))) constant.Add(node);
        if (constant.Count == 0) return;

        var order = new List<Node>(graph.Nodes.Count);
        var done = new HashSet<Node>();
        foreach (var node in graph.Nodes)
            if (!constant.Contains(node)) Emit(node);
        foreach (var node in graph.Nodes) Emit(node);
        graph.Reorder(order);

        void Emit(Node node)
        {
            if (!done.Add(node)) return;
            foreach (var value in node.Inputs)
                if (value?.Producer is { } producer && constant.Contains(producer)) Emit(producer);
            order.Add(node);
        }
    }
}
