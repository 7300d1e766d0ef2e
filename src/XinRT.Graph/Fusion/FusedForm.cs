using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>What one node computes, as backends see it. Fusion passes make nodes of these forms and no others; the verifier
/// checks that (see <see cref="GraphVerifier"/>).</summary>
public abstract record FusedForm
{
    /// <summary>A text that is equal for forms that the same code computes, given equal operands.</summary>
    public abstract string Text { get; }

    /// <summary>Decodes a node: a <see cref="FusedOp"/> by its kind, any other as an anchor alone or as an element-wise
    /// expression. Null if the body of a fused node has not the form that its kind says.</summary>
    public static FusedForm? Of(Node node) => node.Op is not FusedOp fused ? AnchoredForm.OfNode(node) : fused.Kind switch
    {
        FusedKind.Anchored => AnchoredForm.OfBody(node),
        FusedKind.Chain => ChainForm.OfBody(node),
        FusedKind.Segments => SegmentsForm.OfBody(node),
        _ => null,
    };
}

/// <summary>The forms that the body of a <see cref="FusedOp"/> may have.</summary>
public enum FusedKind
{
    /// <summary>An anchor with what follows, or an element-wise expression: <see cref="AnchoredForm"/>.</summary>
    Anchored,

    /// <summary>Anchored nodes in a row: <see cref="ChainForm"/>.</summary>
    Chain,

    /// <summary>A concatenation of element-wise expressions: <see cref="SegmentsForm"/>.</summary>
    Segments,
}
