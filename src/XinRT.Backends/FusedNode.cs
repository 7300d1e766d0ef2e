using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends;

/// <summary>A node as backends see it: an anchor, and the scalar expression that is applied to each of its results.</summary>
/// <param name="Anchor">The anchor's operator; null if the node is element-wise as a whole.</param>
/// <param name="AnchorInputs">For each input slot of the anchor the node's input that it reads, -1 where absent.</param>
/// <param name="Epilogue">What follows; operands are inputs of the node.</param>
public sealed record FusedNode(Operator? Anchor, ValueArray<int> AnchorInputs, ScalarExpr Epilogue)
{
    /// <summary>Takes a node apart; null if its body has no such form.</summary>
    public static FusedNode? Of(Node node)
    {
        if (node.Op is FusedOp) return null;
        var inputs = new int[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = node.Inputs[i] is null ? -1 : i;
        return new(node.Op, inputs, ScalarExpr.Identity);
    }
}
