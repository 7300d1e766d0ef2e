using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>An anchor, a scale of what it reads, and the scalar expression that is applied to each of its
/// results.</summary>
/// <param name="Anchor">The anchor's operator; null if the node is element-wise as a whole.</param>
/// <param name="AnchorInputs">For each input slot of the anchor the node's input that it reads, -1 where absent.</param>
/// <param name="Epilogue">What follows; operands are inputs of the node.</param>
public sealed record AnchoredForm(Operator? Anchor, ValueArray<int> AnchorInputs, ScalarExpr Epilogue) : FusedForm
{
    private static ValueArray<int> NoInputs { get; } = Array.Empty<int>();

    /// <summary>The prologue: the node's input that the anchor's first operand is multiplied by, one number for each channel of
    /// an image; -1 if there is none.</summary>
    public int Scale { get; private init; } = -1;

    /// <summary>Whether what follows reads an operand of the anchor again, other than the first: weights that are also an
    /// addend, say.</summary>
    public bool ReadsAgain
    {
        get
        {
            foreach (int i in Epilogue.Operands)
                if (AnchorInputs.Count > 0 && Arrays.Has(AnchorInputs.Span[1..], i)) return true;
            return false;
        }
    }

    /// <inheritdoc/>
    public override string Text =>
        $"{Anchor} {AnchorInputs}{(Scale < 0 ? "" : $" scaled by {Scale}")} {Epilogue.Terms}";

    /// <summary>Decodes a node, fused or not; null if it has another form, or a prologue. An element-wise node of another type
    /// than float32 is an anchor of its own.</summary>
    public static new AnchoredForm? Of(Node node) => FusedForm.Of(node) is AnchoredForm { Scale: < 0 } form ? form : null;

    /// <summary>Decodes a node that is not fused.</summary>
    internal static AnchoredForm OfNode(Node node)
    {
        var inputs = new int[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = node.Inputs[i] is null ? -1 : i;
        if (!IsExpression(node)) return new(node.Op, inputs, ScalarExpr.Identity);

        var builder = new ScalarBuilder();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (node.Inputs[i] is not { } value) continue;
            // A tensor that is read twice is one operand.
            inputs[i] = ElementwiseTerms.Number(value) is { } number ? builder.Constant(number)
                : builder.Operand(node.Inputs.ToList().IndexOf(value));
        }
        return new(null, NoInputs, builder.Build(ElementwiseTerms.Of(node, builder, inputs)));
    }

    /// <summary>Decodes a fused node of <see cref="FusedKind.Anchored"/>; null if its body has another form.</summary>
    internal static AnchoredForm? OfBody(Node node)
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
            bool hasOneResult = inner.Outputs[0] is not null && inner.Outputs.Skip(1).All(v => v is null);
            if (anchor is not null || !hasOneResult) return null;
            int[] inputs = [.. inner.Inputs.Select(v => v is null ? -1 : terms.Input(v))];
            if (inputs[0] == BodyTerms.None && inner.Inputs[0] is { Producer: { Op: MulOp } product })
                (inputs[0], scale) = (terms.Input(product.Inputs[0]!), terms.Input(product.Inputs[1]!));
            if (Arrays.Has(inputs, BodyTerms.None) || scale == BodyTerms.None) return null;
            (anchor, anchorInputs) = (inner.Op, inputs);
            terms.Add(inner.Outputs[0]!, terms.Builder.Accumulator);
        }
        int last = terms.Term(body.Outputs[0]);
        if (last == BodyTerms.None) return null;
        return new(anchor, anchorInputs, terms.Builder.Build(last)) { Scale = scale };
    }

    // Conditions are no tensors, so none may cross the border of an expression.
    private static bool IsExpression(Node node) => node.Outputs is [{ Type: TensorType { DType: DType.F32 } }]
        && node.Inputs.All(v => v is null || v.IsConstant || v.TensorType.DType == DType.F32)
        && ElementwiseTerms.WhyNot(node) is null;
}
