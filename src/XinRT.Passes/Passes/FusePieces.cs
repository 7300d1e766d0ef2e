using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one node of a concatenation and the element-wise nodes whose results it joins: <c>Concat(f(a), g(b),
/// c)</c>, as detectors turn what a convolution gives into centres, sizes and scores. One kernel then writes whole
/// rows.</summary>
/// <remarks>An operand that another kernel can write in its place keeps the concatenation as it is, since it would have
/// to be copied.</remarks>
public sealed class FusePieces : Pass
{
    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.Segments;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
        var places = FusedRegion.Places(graph);
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) return changed;
            if (node.Op is not ConcatOp { Axis: var axis } || node.Inputs.Count < 2
                || node.Outputs is not [{ Type: TensorType { DType: DType.F32, Shape: { } shape } }]) continue;
            if (!node.Inputs.Any(v => v?.Producer is { } p && ElementwiseTerms.WhyNot(p) is null)) continue;
            var region = new FusedRegion(places, null, context.Options.Fusion, FusedKind.Segments);
            region.Add(node);
            string? reason = WhyNot(graph, region, node, (int)(axis < 0 ? axis + shape.Rank : axis));
            if (reason is not null)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            context.Log.AddApplied(Name, node.Name);
            region.Fuse(graph, node.Name);
            changed = true;
        }
        return changed;
    }

    private static string? WhyNot(Graph graph, FusedRegion region, Node concat, int axis)
    {
        foreach (var value in concat.Inputs)
            if (value!.TensorType.Shape is not { } shape || !shape[axis].IsConstant)
                return $"the size of '{value.Name}' along the axis is not known";
        string? last = region.TooLarge();
        if (last is not null) return last;
        region.Grow(graph, reason => last = reason);
        foreach (var value in concat.Inputs)
            if (!region.Computes(value!) && Writer(graph, value!, concat) is { } writer)
                return $"'{value!.Name}' is written in its place by {writer}";
        return region.Count > 1 ? null : last ?? "it joins no element-wise results";
    }

    // The node whose kernel can write what the concatenation reads directly into the result; null if it has to be
    // copied.
    private static Node? Writer(Graph graph, Value value, Node concat)
    {
        if (concat.Inputs.Count(v => v == value) > 1) return null;
        while (value.Producer is { } node && !graph.IsOutput(value))
        {
            if (node.Op is not IViewOp) return node;
            // A part of a larger value.
            if (node.Op is not IInvertibleViewOp) return null;
            value = node.Inputs[0]!;
        }
        return null;
    }
}
