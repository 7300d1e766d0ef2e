using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Place of the largest or smallest element along an axis; NaN wins in both, as in NumPy.</summary>
internal static class ArgExtreme
{
    /// <summary>Sets the type of the result.</summary>
    public static void Infer(InferContext ctx, long axis, bool keepdims)
    {
        Shape? shape = null;
        if (ctx.InputShape(0) is { } x)
        {
            int along = ctx.Axis(axis, x.Rank);
            if (x[along] == 0) throw ctx.Error($"axis {along} must not be empty").AsShapeError();
            shape = keepdims ? x.With(along, 1) : x.Without(along);
        }
        ctx.Output(0, DType.I64, shape);
    }

    /// <summary>Finds the places.</summary>
    public static void Evaluate(EvalContext ctx, long axis, bool keepdims, bool last, bool largest)
    {
        var x = ctx.Input(0);
        int along = ctx.Axis(axis, x.Rank);
        if (x.Dims[along] == 0) throw ctx.Error($"axis {along} must not be empty").AsRunError();
        var split = AxisSplit.Of(x.Dims, along);
        long[] dims = keepdims ? [.. x.Dims[..along], 1, .. x.Dims[(along + 1)..]] : [.. x.Dims[..along], .. x.Dims[(along + 1)..]];
        long[] keys = SortKeys.Of(x);
        // Inverted keys make the smallest the largest; a NaN must then stay on top.
        if (!largest) keys = Array.ConvertAll(keys, k => x.DType.IsFloat() && k == long.MaxValue ? k : ~k);

        var y = ctx.Output(0, DType.I64, dims);
        ParallelRange.For(ctx.Threads, split.Outer * split.Inner, Math.Max(1, 65536 / split.Size), (begin, end) =>
        {
            var result = y.Span<long>();
            for (int row = begin; row < end; row++)
            {
                long at = split.At(row / split.Inner, 0, row % split.Inner), best = keys[at];
                result[row] = 0;
                for (int i = 1; i < split.Size; i++)
                {
                    long key = keys[at + (long)i * split.Inner];
                    if (key < best || (key == best && !last)) continue;
                    best = key;
                    result[row] = i;
                }
            }
        });
    }
}
