using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Combines elements along an axis one after the other. Integers wrap at their width; floats are combined in
/// double and rounded once.</summary>
internal static class RunningTotal
{
    /// <summary>The result is as the input.</summary>
    public static void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { } shape && ctx.ConstantInts(1) is [var axis]) ctx.Axis(axis, shape.Rank);
        ctx.Output(0, x);
    }

    /// <summary>Computes it from the operation and its neutral element, for integers and for floats.</summary>
    public static void Evaluate(EvalContext ctx, bool exclusive, bool reverse,
        long neutral, Func<long, long, long> combine, double neutralFloat, Func<double, double, double> combineFloat)
    {
        var x = ctx.Input(0);
        long axis = ctx.Input(1).ToInt64s() is [var given] ? given : throw ctx.Error("the axis must be one number").AsRunError();
        var split = AxisSplit.Of(x.Dims, ctx.Axis(axis, x.Rank));
        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.DType.IsInteger())
        {
            long[] values = x.ToInt64s();
            Run(ctx.Threads, values, split, exclusive, reverse, neutral, combine);
            WrappingIntegers.Write(values, y);
        }
        else
        {
            double[] values = x.ToDoubles();
            Run(ctx.Threads, values, split, exclusive, reverse, neutralFloat, combineFloat);
            ElementConverter.Write(values, y);
        }
    }

    private static void Run<T>(Workers threads, T[] values, AxisSplit split, bool exclusive, bool reverse, T neutral, Func<T, T, T> combine) =>
        ParallelRange.For(threads, split.Outer * split.Inner, Math.Max(1, 65536 / Math.Max(1, split.Size)), (begin, end) =>
        {
            for (int row = begin; row < end; row++)
            {
                var total = neutral;
                for (int i = 0; i < split.Size; i++)
                {
                    long at = split.At(row / split.Inner, reverse ? split.Size - 1 - i : i, row % split.Inner);
                    var before = total;
                    total = combine(total, values[at]);
                    values[at] = exclusive ? before : total;
                }
            }
        });
}
