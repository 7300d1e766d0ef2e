using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends;

/// <summary>A node as backends see it: an anchor, a scale of what it reads, and the scalar expression that is applied to each of
/// its results.</summary>
/// <param name="Anchor">The anchor's operator; null if the node is element-wise as a whole.</param>
/// <param name="AnchorInputs">For each input slot of the anchor the node's input that it reads, -1 where absent.</param>
/// <param name="Epilogue">What follows; operands are inputs of the node.</param>
public sealed record FusedNode(Operator? Anchor, ValueArray<int> AnchorInputs, ScalarExpr Epilogue)
{
    private static ValueArray<int> NoInputs { get; } = Array.Empty<int>();

    /// <summary>The prologue: the node's input that the anchor's first operand is multiplied by, one number for each channel of
    /// an image; -1 if there is none.</summary>
    public int Scale { get; private init; } = -1;

    /// <summary>Takes a node apart; null if its body has no such form, or a prologue. An element-wise node of another type than
    /// float32 is an anchor of its own.</summary>
    public static FusedNode? Of(Node node) => WithPrologue(node) is { Scale: < 0 } fused ? fused : null;

    /// <summary>As <see cref="Of"/>, for those who look at <see cref="Scale"/>.</summary>
    public static FusedNode? WithPrologue(Node node)
    {
        if (node.Op is FusedOp) return OfBody(node);
        var inputs = new int[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = node.Inputs[i] is null ? -1 : i;
        if (!IsWhole(node) || ElementwiseTerms.WhyNot(node) is not null) return new(node.Op, inputs, ScalarExpr.Identity);

        var builder = new ScalarBuilder();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Inputs[i] is not { } value) continue;
            // A tensor that is read twice is one operand.
            inputs[i] = ElementwiseTerms.Number(value) is { } number ? builder.Constant(number) : builder.Operand(node.Inputs.ToList().IndexOf(value));
        }
        return new(null, NoInputs, builder.Build(ElementwiseTerms.Of(node, builder, inputs)));
    }

    // Without conditions that cross its border.
    private static bool IsWhole(Node node) => node.Outputs is [{ Type: TensorType { DType: DType.F32 } }]
        && node.Inputs.All(v => v is null || v.IsConstant || v.TensorType.DType == DType.F32);

    private static FusedNode? OfBody(Node node)
    {
        var body = node.Bodies[0];
        if (body.Outputs.Count != 1) return null;
        var terms = new BodyTerms(node);
        Operator? anchor = null;
        var anchorInputs = NoInputs;
        int scale = -1;
        foreach (var inner in body.Nodes)
        {
            if (ElementwiseTerms.WhyNot(inner) is null)
            {
                if (!terms.TryAdd(inner)) return null;
                continue;
            }
            if (anchor is not null || inner.Outputs[0] is not { } result || inner.Outputs.Skip(1).Any(v => v is not null)) return null;
            int[] inputs = [.. inner.Inputs.Select(v => v is null ? -1 : terms.Input(v))];
            if (inputs[0] == BodyTerms.None && inner.Inputs[0] is { Producer: { Op: MulOp } product })
                (inputs[0], scale) = (terms.Input(product.Inputs[0]!), terms.Input(product.Inputs[1]!));
            if (Arrays.Has(inputs, BodyTerms.None) || scale == BodyTerms.None) return null;
            (anchor, anchorInputs) = (inner.Op, inputs);
            terms.Add(result, terms.Builder.Accumulator);
        }
        int last = terms.Term(body.Outputs[0]);
        return last == BodyTerms.None ? null : new(anchor, anchorInputs, terms.Builder.Build(last)) { Scale = scale };
    }
}
