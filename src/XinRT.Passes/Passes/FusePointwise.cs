using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one node of element-wise nodes whose results are read only among themselves, so that memory is crossed
/// once.</summary>
public sealed class FusePointwise : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
            foreach (var body in node.Bodies)
                if (node.Op is not FusedOp) changed |= Run(body, context);
        var places = FusedRegion.Places(graph);
        var taken = new HashSet<Node>();
        // Backwards: a node is met after all its readers.
        foreach (var node in graph.Nodes.Reverse().ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) return changed;
            if (taken.Contains(node) || node.Outputs is not [{ Type: TensorType { DType: DType.F32, Shape: not null } }]) continue;
            if (Grow(graph, node, places, context) is not { } region) continue;
            taken.UnionWith(region.Nodes);
            context.Log.AddApplied(Name, node.Name);
            region.Fuse(graph, node.Name);
            changed = true;
        }
        return changed;
    }

    // The node and what only it reads, the nearest first.
    private FusedRegion? Grow(Graph graph, Node last, Dictionary<Node, int> places, PassContext context)
    {
        var shape = last.Outputs[0]!.TensorType.Shape!;
        var region = new FusedRegion(places, null);
        if (Take(graph, region, last, shape) is not null) return null;
        var refused = new HashSet<Node>();
        while (true)
        {
            var next = region.Nodes.SelectMany(n => n.Inputs).Where(v => v is not null && !region.Computes(v)).Select(v => v!.Producer)
                .Where(n => n is not null && places.ContainsKey(n) && !refused.Contains(n)).MaxBy(n => places[n!]);
            if (next is null) return region.Count > 1 ? region : null;
            if (Take(graph, region, next, shape) is not { } reason) continue;
            refused.Add(next);
            if (ElementwiseTerms.WhyNot(next) is null) context.Log.AddMissed(Name, last.Name, reason);
        }
    }

    // Adds a node together with those that compute its conditions, since they cannot stay outside; or says why not.
    private static string? Take(Graph graph, FusedRegion region, Node node, Shape shape)
    {
        int before = region.Count;
        string? reason = null;
        var waiting = new Stack<Node>([node]);
        while (reason is null && waiting.TryPop(out var next))
        {
            if ((reason = ElementwiseTerms.WhyNot(next)) is not null) break;
            region.Add(next);
            foreach (var input in next.Inputs)
                if (input is { TensorType.DType: DType.Bool, Producer: { } producer } && !region.Computes(input)) waiting.Push(producer);
        }
        for (int i = before; i < region.Count && reason is null; i++)
        {
            var value = region.Nodes[i].Outputs[0]!;
            if (i > 0 && !region.ReadsAll(graph, value)) reason = $"'{value.Name}' has readers outside";
            else reason = region.WhyNot(region.Nodes[i], value.TensorType is { DType: DType.Bool, Shape: { } own } ? own : shape);
        }
        reason ??= region.TooLarge();
        if (reason is not null) region.Truncate(before);
        return reason;
    }
}
