using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends;

/// <summary>A fused node that ends in a concatenation as backends see it: along one axis of its result other
/// expressions follow each other, as centres, sizes and scores do in what a detector gives.</summary>
/// <param name="Axis">The axis, counted from the first.</param>
/// <param name="Pieces">What is computed, in order.</param>
public sealed record FusedPieces(int Axis, ValueArray<FusedPiece> Pieces)
{
    /// <summary>Indices of the node's inputs that are read, ascending.</summary>
    public IReadOnlyList<int> Operands => Arrays.DistinctAscending(Pieces.SelectMany(p => p.Expression.Operands));

    /// <summary>Takes a node apart; null if its body has no such form.</summary>
    public static FusedPieces? Of(Node node)
    {
        if (node.Op is not FusedOp || node.Bodies[0] is not { Outputs: [{ Producer: { Op: ConcatOp op } last }] } body) return null;
        var terms = new BodyTerms(node);
        foreach (var inner in body.Nodes)
            if (inner != last && (ElementwiseTerms.WhyNot(inner) is not null || !terms.TryAdd(inner))) return null;
        var pieces = new List<FusedPiece>();
        int axis = (int)op.Axis;
        foreach (var value in last.Inputs)
        {
            if (value?.TensorType.Shape is not { } shape || terms.Term(value) is var term && term == BodyTerms.None) return null;
            if (axis < 0) axis += shape.Rank;
            if (!shape[axis].IsConstant) return null;
            pieces.Add(new(shape[axis].Value, terms.Builder.Build(term)));
        }
        return new(axis, pieces.ToArray());
    }
}

/// <summary>One of <see cref="FusedPieces"/>.</summary>
/// <param name="Length">Its size along the axis.</param>
/// <param name="Expression">What it is; operands are inputs of the node, broadcast to the piece.</param>
public sealed record FusedPiece(long Length, ScalarExpr Expression);
