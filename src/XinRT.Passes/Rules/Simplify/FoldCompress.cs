using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Compress(x, constant)</c> → <c>Gather</c> of the places that the condition keeps; without an axis of <c>x</c> in one
/// row.</summary>
public sealed class FoldCompress : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<CompressOp>(P.Any("x"), P.Const("condition")).As("compress");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType.Shape is not { } x) return "a shape is not known";
        if (Kept(match) is not [.., var last]) return "nothing is kept";
        var size = match.Op<CompressOp>("compress").Axis is { } axis ? x[(int)axis] : x.Aggregate((Dim)1, (a, b) => a * b);
        return size.IsConstant && last >= size.Value ? "the condition keeps a place out of range" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var x = match["x"];
        long axis = match.Op<CompressOp>("compress").Axis ?? 0;
        if (match.Op<CompressOp>("compress").Axis is null) x = editor.Add(new ReshapeOp(), x, editor.Integers([-1]));
        return editor.Add(new GatherOp(axis), x, editor.Integers(Kept(match)));
    }

    private static long[] Kept(Match match)
    {
        long[] condition = match.Constant("condition").ToInt64s();
        return [.. Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0).Select(i => (long)i)];
    }
}
