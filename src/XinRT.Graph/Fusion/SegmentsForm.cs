using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>A concatenation of element-wise expressions: along one axis of the result other expressions follow each other, as
/// centres, sizes and scores do in what a detector gives.</summary>
/// <param name="Axis">The axis, counted from the first.</param>
/// <param name="Segments">What is computed, in order.</param>
public sealed record SegmentsForm(int Axis, ValueArray<Segment> Segments) : FusedForm
{
    /// <summary>Indices of the node's inputs that are read, ascending.</summary>
    public IReadOnlyList<int> Operands => Arrays.DistinctAscending(Segments.SelectMany(p => p.Expression.Operands));

    /// <inheritdoc/>
    public override string Text =>
        $"axis {Axis}: {string.Join(" | ", Segments.Select(s => $"{s.Length} {s.Expression.Terms}"))}";

    /// <summary>Decodes a fused node of <see cref="FusedKind.Segments"/>; null if its body has another form.</summary>
    internal static SegmentsForm? OfBody(Node node)
    {
        if (node.Bodies[0] is not { Outputs: [{ Producer: { Op: ConcatOp op } last }] } body) return null;
        var terms = new BodyTerms(node);
        foreach (var inner in body.Nodes)
            if (inner != last && (ElementwiseTerms.WhyNot(inner) is not null || !terms.TryAdd(inner))) return null;
        var segments = new List<Segment>();
        int axis = (int)op.Axis;
        foreach (var value in last.Inputs)
        {
            if (value?.TensorType.Shape is not { } shape) return null;
            int term = terms.Term(value);
            if (term == BodyTerms.None) return null;
            if (axis < 0) axis += shape.Rank;
            if (!shape[axis].IsConstant) return null;
            segments.Add(new(shape[axis].Value, terms.Builder.Build(term)));
        }
        return new(axis, segments.ToArray());
    }
}

/// <summary>One part of a <see cref="SegmentsForm"/>.</summary>
/// <param name="Length">Its size along the axis.</param>
/// <param name="Expression">What it is; operands are inputs of the node, broadcast to the segment.</param>
public sealed record Segment(long Length, ScalarExpr Expression);
