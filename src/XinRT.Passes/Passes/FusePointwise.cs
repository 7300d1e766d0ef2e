using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Makes one node of element-wise nodes whose results are read only among themselves, so that memory is crossed
/// once.</summary>
public sealed class FusePointwise : Pass
{
    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.Anchored;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
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

    // The node and what only it reads.
    private FusedRegion? Grow(Graph graph, Node last, Dictionary<Node, int> places, PassContext context)
    {
        var region = new FusedRegion(places, null, context.Options.Fusion);
        if (region.Take(graph, last, last.Outputs[0]!.TensorType.Shape!) is not null) return null;
        region.Grow(graph, reason => context.Log.AddMissed(Name, last.Name, reason));
        return region.Count > 1 ? region : null;
    }
}
