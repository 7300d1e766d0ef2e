using System.Buffers;
using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>One pass over one axis of a block <c>[outer, In, inner]</c> that makes <c>[outer, Out, inner]</c>.</summary>
public interface IAxisPass<T>
{
    /// <summary>Size of the axis before.</summary>
    int In { get; }

    /// <summary>Size of the axis after.</summary>
    int Out { get; }

    /// <summary>Makes the new block.</summary>
    void Run(ReadOnlySpan<T> src, Span<T> dst, int outer, int inner);
}

/// <summary>Applies passes over several axes one after the other: what pooling and resizing have in common. The leading axes
/// that no pass touches are planes; each goes through all passes before the next, so it stays in the cache.</summary>
public static class SeparablePasses
{
    /// <summary>Runs the passes in the order given; each axis may occur once.</summary>
    public static void Run<T>(Tensor src, Tensor dst, IReadOnlyList<(int Axis, IAxisPass<T> Pass)> passes, Workers threads)
        where T : unmanaged, INumberBase<T>
    {
        if (dst.Count == 0) return;
        if (passes.Count == 0)
        {
            dst.CopyFrom(src);
            return;
        }
        int first = passes.Min(p => p.Axis);
        int planes = (int)Strides.Count(src.Dims[..first]);
        int srcPlane = src.Count / Math.Max(1, planes), dstPlane = dst.Count / Math.Max(1, planes);
        long[] dims = src.Dims[first..].ToArray();
        long largest = LargestBetween(dims, passes, first);
        if (largest > Tensor.MaxBytes / 8)
            throw new ArgumentException($"an intermediate plane of {largest} elements is too large");
        ParallelRange.For(threads, planes, Math.Max(1, 16384 / Math.Max(1, Math.Max(srcPlane, dstPlane))), (from, to) =>
        {
            var a = ArrayPool<T>.Shared.Rent((int)largest);
            var b = ArrayPool<T>.Shared.Rent((int)largest);
            for (int p = from; p < to; p++)
                Plane(src.Span<T>().Slice(p * srcPlane, srcPlane), dst.Span<T>().Slice(p * dstPlane, dstPlane), dims, passes, first, a, b);
            ArrayPool<T>.Shared.Return(a);
            ArrayPool<T>.Shared.Return(b);
        });
    }

    private static void Plane<T>(ReadOnlySpan<T> src, Span<T> dst, long[] planeDims,
        IReadOnlyList<(int Axis, IAxisPass<T> Pass)> passes, int first, T[] a, T[] b)
    {
        long[] dims = (long[])planeDims.Clone();
        for (int i = 0; i < passes.Count; i++)
        {
            var (axis, pass) = (passes[i].Axis - first, passes[i].Pass);
            int outer = (int)Strides.Count(dims.AsSpan(0, axis)), inner = (int)Strides.Count(dims.AsSpan(axis + 1));
            var target = i == passes.Count - 1 ? dst : a.AsSpan(0, outer * pass.Out * inner);
            pass.Run(src, target, outer, inner);
            dims[axis] = pass.Out;
            src = target;
            (a, b) = (b, a);
        }
    }

    private static long LargestBetween<T>(long[] planeDims, IReadOnlyList<(int Axis, IAxisPass<T> Pass)> passes, int first)
    {
        long[] dims = (long[])planeDims.Clone();
        long largest = 1;
        foreach (var (axis, pass) in passes.SkipLast(1))
        {
            dims[axis - first] = pass.Out;
            largest = Math.Max(largest, Strides.Count(dims));
        }
        return largest;
    }
}
