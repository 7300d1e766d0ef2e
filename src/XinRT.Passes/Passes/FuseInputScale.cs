using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Conv(x·s, w)</c> with one number s per channel → a node whose kernel works s into its filters, so that
/// the image is not crossed for it; as after a squeeze-and-excite block.</summary>
/// <remarks>Only for 1x1 convolutions of many more pixels than filters: a filter is written and read again, a pixel only
/// passes through, and for larger windows another method would be lost.</remarks>
public sealed class FuseInputScale : Pass
{
    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.Anchored;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (node.Op is not FusedOp)
                foreach (var body in node.Bodies) changed |= Run(body, context);
            if (AnchoredForm.Of(node) is not { Anchor: ConvOp conv } fused) continue;
            if (node.Inputs[fused.AnchorInputs[0]] is not { Producer: { Op: MulOp } product } scaled) continue;
            if (ChannelScale(product) is not { } factor) continue;
            if (WhyNot(graph, node, fused, conv, scaled, context.Options.Fusion) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            if (!context.MayRewrite) return changed;
            context.Log.AddApplied(Name, node.Name);
            Fuse(graph, node, product, factor, context.Options.Fusion);
            changed = true;
        }
        return changed;
    }

    // The operand of a product that has one number for each channel of the other, which has the shape of the product.
    private static int? ChannelScale(Node product)
    {
        if (product.Outputs[0]!.TensorType is not { DType: DType.F32, Shape: { Rank: >= 3 } shape }) return null;
        for (int i = 0; i < 2; i++)
        {
            if (!shape.Equals(product.Inputs[1 - i]!.TensorType.Shape)) continue;
            if (product.Inputs[i]!.TensorType.Shape is not { } s || s.Rank != shape.Rank) continue;
            if (s[1] == shape[1] && (s[0] == 1 || s[0] == shape[0]) && s.Skip(2).All(d => d == 1)) return i;
        }
        return null;
    }

    private static string? WhyNot(Graph graph, Node node, AnchoredForm fused, ConvOp conv, Value scaled,
        FusionPolicy policy)
    {
        if (scaled.Users.Count > 1 || graph.IsOutput(scaled)) return $"'{scaled.Name}' has other readers";
        if (fused.Epilogue.Operands.Contains(fused.AnchorInputs[0]))
            return $"'{scaled.Name}' is read again after the convolution";
        if (node.Inputs[fused.AnchorInputs[1]]!.Constant is not { } filters) return "the filters are not constant";
        if (filters.Dims[2..].ContainsAnyExcept(1) || conv.Pads.Any(p => p != 0)) return "it is not a 1x1 convolution";
        var image = Shape.Of([.. scaled.TensorType.Shape!.Skip(2)]);
        if (!image.TryGetStatic(out long[]? sizes)) return "the size of the image is not known";
        double pixels = CostContext.Product(sizes), most = pixels / policy.MinPixelsPerFilter;
        return filters.Dim(0) > most ? $"{filters.Dim(0)} filters are too many for {pixels} pixels" : null;
    }

    private static void Fuse(Graph graph, Node node, Node product, int factor, FusionPolicy policy)
    {
        var (image, scale) = (product.Inputs[1 - factor]!, product.Inputs[factor]!);
        Value scaled = product.Outputs[0]!, result = node.Outputs[0]!;
        if (node.Op is not FusedOp)
        {
            new FusedRegion(new() { [node] = 0 }, node, policy).Fuse(graph, node.Name);
            node = result.Producer!;
        }
        int slot = node.Inputs.ToList().IndexOf(scaled);
        var body = node.Bodies[0].Clone();
        var x = body.Inputs[slot];
        var s = body.AddInput(new Value(body.UniqueName(scale.Name), scale.Type));
        var inner = new Value(x.Name, x.Type);
        body.ReplaceUses(x, inner);
        x.Name = body.UniqueName(image.Name);
        var first = new Node(product.Name, product.Op, [x, s], [inner], origins: product.Origins);
        body.InsertBefore(body.Nodes[0], [first]);
        var inputs = node.Inputs.Select((v, i) => i == slot ? image : v).Append(scale).ToArray();
        var origins = product.Origins.Concat(node.Origins).Distinct().ToArray();
        graph.InsertBefore(node, [new Node(node.Name, node.Op, inputs, [result], [body], origins)]);
        graph.RemoveAll(n => n == node || n == product);
    }
}
