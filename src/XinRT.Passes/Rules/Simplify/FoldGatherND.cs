using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>GatherND(x, constant)</c> → <c>Reshape(x)</c> where it takes every element in order, as exporters write
/// it for a mask that is indexed by ranges; else <c>Gather</c> along one axis, into which the indexed ones are
/// joined.</summary>
public sealed class FoldGatherND : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<GatherNDOp>(P.Any("x"), P.Const("indices")).As("gather");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType.Shape is not { } x || match.Output.TensorType.Shape is not { } output)
            return "a shape is not known";
        int used = Used(match);
        if (used > x.Rank || x.Take(used).Any(d => !d.IsConstant))
            return "the sizes of the indexed axes depend on the run";
        if (Rows(match) is not { } rows) return "an index is out of range";
        var seen = IsWhole(rows, x, used) ? output : Joined(x, used);
        return ReshapeTarget.Of(x, seen) is null ? "several sizes depend on the run" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (x, shape, used) = (match["x"], match["x"].TensorType.Shape!, Used(match));
        long[] rows = Rows(match)!;
        bool isWhole = IsWhole(rows, shape, used);
        var target = ReshapeTarget.Of(shape, isWhole ? match.Output.TensorType.Shape : Joined(shape, used));
        var joined = editor.Add(new ReshapeOp(), x, editor.Integers(target));
        if (isWhole) return joined;
        var indices = Tensor.From<long>(rows).Reshape(match.Constant("indices").Dims[..^1]);
        return editor.Add(new GatherOp(), joined, editor.Constant(indices));
    }

    // Axes of x that indices or batches run over.
    private static int Used(Match match) =>
        (int)(match.Op<GatherNDOp>("gather").BatchDims + match.Constant("indices").Dim(-1));

    private static Shape Joined(Shape x, int used) => Shape.Of([Count(x, used), .. x.Skip(used)]);

    private static Dim Count(Shape x, int used) => x.Take(used).Aggregate((Dim)1, (a, b) => a * b);

    private static bool IsWhole(long[] rows, Shape x, int used) => rows.Length == Count(x, used).Value
        && rows.SequenceEqual(Enumerable.Range(0, rows.Length).Select(i => (long)i));

    // Where each index points in the axes joined into one; null if outside.
    private static long[]? Rows(Match match)
    {
        var indices = match.Constant("indices");
        int batch = (int)match.Op<GatherNDOp>("gather").BatchDims, depth = (int)indices.Dim(-1);
        var x = match["x"].TensorType.Shape!;
        long[] items = indices.ToInt64s();
        var rows = new long[depth == 0 ? 1 : items.Length / depth];
        long batches = 1;
        for (int axis = 0; axis < batch; axis++) batches *= x[axis].Value;
        long each = Math.Max(1, rows.Length / Math.Max(1, batches));
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i / each;
            for (int k = 0; k < depth; k++)
            {
                long size = x[batch + k].Value, at = items[i * depth + k];
                if (at < -size || at >= size) return null;
                rows[i] = rows[i] * size + (at < 0 ? at + size : at);
            }
        }
        return rows;
    }
}
