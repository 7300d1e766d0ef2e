using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>The loops behind all reductions. f32 is widened to double block by block, so sums of floats are sums of doubles;
/// integers stay in their type and wrap.</summary>
internal static class Fold
{
    private const int Block = 512;

    /// <summary>Folds elements of type <typeparamref name="TSrc"/> (T itself, or float where T is double) as the plan
    /// says into a tensor that holds <typeparamref name="T"/>.</summary>
    public static void Run<TSrc, T, TFolder>(Tensor src, ReductionPlan plan, Tensor dst, Workers threads)
        where TSrc : unmanaged, INumber<TSrc> where T : unmanaged, INumber<T>, IMinMaxValue<T> where TFolder : IFolder
    {
        if (plan.Reduced == 0)
        {
            dst.Span<T>().Fill(TFolder.Start<T>());
            return;
        }
        if (plan.Inner == 1)
        {
            ParallelRange.For(threads, plan.Outer, 1 + 16384 / plan.Reduced, (from, to) =>
                Rows<TSrc, T, TFolder>(src.Span<TSrc>()[(from * plan.Reduced)..(to * plan.Reduced)], plan.Reduced, dst.Span<T>()[from..to]));
            return;
        }
        int pieces = (plan.Inner + Block - 1) / Block;
        long work = (long)plan.Reduced * Math.Min(plan.Inner, Block);
        ParallelRange.For(threads, plan.Outer * pieces, (int)(1 + 16384 / Math.Max(1, work)), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int outer = i / pieces, column = i % pieces * Block, count = Math.Min(Block, plan.Inner - column);
                Columns<TSrc, T, TFolder>(src.Span<TSrc>()[(outer * plan.Reduced * plan.Inner + column)..], plan.Reduced, plan.Inner,
                    dst.Span<T>().Slice(outer * plan.Inner + column, count));
            }
        });
    }

    /// <summary>Elements as <typeparamref name="T"/>: the same memory where the types agree, else converted into the
    /// buffer.</summary>
    public static ReadOnlySpan<T> Widen<TSrc, T>(ReadOnlySpan<TSrc> src, Span<T> buffer)
        where TSrc : unmanaged, INumber<TSrc> where T : unmanaged, INumber<T>
    {
        if (typeof(TSrc) == typeof(T)) return MemoryMarshal.Cast<TSrc, T>(src);
        TensorPrimitives.ConvertTruncating(src, buffer);
        return buffer[..src.Length];
    }

    /// <summary>Folds one run of floats in double.</summary>
    public static double Row<TSrc, TFolder>(ReadOnlySpan<TSrc> src)
        where TSrc : unmanaged, INumber<TSrc> where TFolder : IFolder
    {
        double result = 0;
        Rows<TSrc, double, TFolder>(src, src.Length, new Span<double>(ref result));
        return result;
    }

    private static void Rows<TSrc, T, TFolder>(ReadOnlySpan<TSrc> src, int length, Span<T> dst)
        where TSrc : unmanaged, INumber<TSrc> where T : unmanaged, INumber<T>, IMinMaxValue<T> where TFolder : IFolder
    {
        Span<T> buffer = stackalloc T[typeof(TSrc) == typeof(T) ? 0 : Math.Min(Block, length)];
        for (int row = 0; row < dst.Length; row++)
        {
            var accumulator = TFolder.Start<T>();
            for (int at = 0; at < length; at += Block)
                accumulator = TFolder.Run(accumulator, Widen(src.Slice(row * length + at, Math.Min(Block, length - at)), buffer));
            dst[row] = accumulator;
        }
    }

    private static void Columns<TSrc, T, TFolder>(ReadOnlySpan<TSrc> src, int rows, int stride, Span<T> dst)
        where TSrc : unmanaged, INumber<TSrc> where T : unmanaged, INumber<T>, IMinMaxValue<T> where TFolder : IFolder
    {
        Span<T> buffer = stackalloc T[Block];
        dst.Fill(TFolder.Start<T>());
        for (int row = 0; row < rows; row++)
            TFolder.Columns(dst, Widen(src.Slice(row * stride, dst.Length), buffer));
    }
}
