using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one matrix product of several that multiply the same value with constant weights, such as query, key and value of
/// an attention: the value is read once and the product is wider. Biases that follow are joined too.</summary>
public sealed class MergeParallelMatMuls : MergeParallelLayers
{
    private protected override int Axis => -1;

    private protected override IEnumerable<IReadOnlyList<ParallelLayer>> Groups(Graph graph, PassContext context)
    {
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            // Each group is met at its first member, which is gone once it has been merged.
            if (node.Op is not (MatMulOp or GemmOp) || node.Inputs[0] is not { } source) continue;
            if (graph.Nodes.Contains(node) && Group(graph, node, source, context) is { Count: > 1 } group) yield return group;
        }
    }

    // The product and those like it that come before any other work: results that are read much later would only fill caches.
    private List<ParallelLayer> Group(Graph graph, Node node, Value source, PassContext context)
    {
        var users = source.Users.Where(n => n != node && n.Op.GetType() == node.Op.GetType() && n.Inputs[0] == source).ToHashSet();
        if (users.Count == 0 || ParallelLayer.Of(graph, node) is not { } first) return [];
        if (first.WhyNot(graph) is { } reason)
        {
            context.Log.AddMissed(Name, node.Name, reason);
            return [];
        }
        List<ParallelLayer> group = [first];
        int at = 0;
        while (graph.Nodes[at] != node) at++;
        for (at++; at < graph.Nodes.Count && users.Count > 0; at++)
        {
            var next = graph.Nodes[at];
            if (!users.Remove(next))
            {
                if (next.Op is MatMulOp or GemmOp or ConvOp or AttentionOp) break;
                continue;
            }
            if (ParallelLayer.Of(graph, next) is not { } layer) continue;
            reason = layer.IsLike(first) ? layer.WhyNot(graph) : $"'{node.Name}' does something else with the same value";
            if (reason is null) group.Add(layer);
            else context.Log.AddMissed(Name, next.Name, reason);
        }
        return group;
    }
}
