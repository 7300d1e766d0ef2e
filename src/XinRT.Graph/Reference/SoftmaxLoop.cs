using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Softmax and its logarithm along one axis. f32 and narrower floats run in f32 with the sum in
/// double.</summary>
internal static class SoftmaxLoop
{
    private const int Block = 256;

    /// <summary>Writes the softmax (or its logarithm) of <paramref name="x"/> along an axis into <paramref name="y"/>.</summary>
    public static void Run(Tensor x, int axis, bool logarithm, Tensor y, Workers threads)
    {
        if (x.Count == 0) return;
        var working = WorkingFloat.For(x.DType);
        var src = WorkingFloat.Open(x, working);
        var dst = WorkingFloat.Target(y, working);
        if (working == DType.F32) Run<float>(src, axis, logarithm, dst, threads);
        else Run<double>(src, axis, logarithm, dst, threads);
        WorkingFloat.Close(dst, y);
    }

    /// <summary>One row; source and target may be the same memory.</summary>
    public static void Row<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
        TensorPrimitives.Exp(y, y);
        TensorPrimitives.Divide(y, T.CreateTruncating(Fold.Row<T, SumFolder>(y)), y);
    }

    private static void LogRow<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = TensorPrimitives.Max(x);
        TensorPrimitives.Subtract(x, max, y);
        TensorPrimitives.Exp(y, y);
        double log = Math.Log(Fold.Row<T, SumFolder>(y));
        TensorPrimitives.Subtract(x, max, y);
        TensorPrimitives.Subtract(y, T.CreateTruncating(log), y);
    }

    private static void Run<T>(Tensor x, int axis, bool logarithm, Tensor y, Workers threads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = (int)x.Dims[axis], inner = (int)Strides.Count(x.Dims[(axis + 1)..]), outer = x.Count / length / inner;
        if (inner == 1)
        {
            ParallelRange.For(threads, outer, 1 + 8192 / length, (from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    ReadOnlySpan<T> row = x.Span<T>().Slice(i * length, length);
                    if (logarithm) LogRow(row, y.Span<T>().Slice(i * length, length));
                    else Row(row, y.Span<T>().Slice(i * length, length));
                }
            });
            return;
        }
        int pieces = (inner + Block - 1) / Block;
        ParallelRange.For(threads, outer * pieces, (int)(1 + 8192 / ((long)length * Math.Min(inner, Block))), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int column = i % pieces * Block, at = i / pieces * length * inner + column;
                Columns<T>(x.Span<T>()[at..], y.Span<T>()[at..], length, inner, Math.Min(Block, inner - column), logarithm);
            }
        });
    }

    // The axis lies across rows: every step works on a block of neighboring columns at once.
    private static void Columns<T>(ReadOnlySpan<T> x, Span<T> y, int rows, int stride, int width, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> max = (stackalloc T[Block])[..width], exp = (stackalloc T[Block])[..width];
        Span<double> sum = (stackalloc double[Block])[..width], wide = (stackalloc double[Block])[..width];
        x[..width].CopyTo(max);
        for (int r = 1; r < rows; r++) TensorPrimitives.Max(max, x.Slice(r * stride, width), max);
        sum.Clear();
        for (int r = 0; r < rows; r++)
        {
            var row = y.Slice(r * stride, width);
            TensorPrimitives.Subtract(x.Slice(r * stride, width), max, row);
            TensorPrimitives.Exp<T>(row, exp);
            TensorPrimitives.Add(sum, Fold.Widen<T, double>(exp, wide), sum);
            if (!logarithm) exp.CopyTo(row);
        }
        if (logarithm) TensorPrimitives.Log<double>(sum, sum);
        TensorPrimitives.ConvertTruncating<double, T>(sum, exp);
        for (int r = 0; r < rows; r++)
        {
            var row = y.Slice(r * stride, width);
            if (logarithm) TensorPrimitives.Subtract(row, exp, row);
            else TensorPrimitives.Divide(row, exp, row);
        }
    }
}
