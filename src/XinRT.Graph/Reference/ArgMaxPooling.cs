using System.Numerics;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Reference;

/// <summary>Largest element of each window together with its place; of equal elements the first in row-major order.</summary>
public static class ArgMaxPooling
{
    /// <summary>Fills values and indices. Indices count over the whole input; with <paramref name="firstAxisFastest"/> the
    /// spatial part counts the first spatial axis fastest.</summary>
    public static void Run(Tensor input, Tensor values, Tensor indices, AxisWindow[] windows, bool firstAxisFastest, Workers threads)
    {
        if (Widening.WorkType(input.DType) == DType.F32) Run<float>(input, values, indices, windows, firstAxisFastest, threads);
        else Run<double>(input, values, indices, windows, firstAxisFastest, threads);
    }

    private static void Run<T>(Tensor input, Tensor values, Tensor indices, AxisWindow[] windows, bool firstAxisFastest, Workers threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var source = Widening.Load(input);
        var target = Widening.Target(values, source.DType);
        int planes = (int)Strides.Count(input.Dims[..2]);
        int srcPlane = input.Count / Math.Max(1, planes), dstPlane = values.Count / Math.Max(1, planes);
        long[] strides = Strides.Of(input.Dims[2..]);
        long[] counting = firstAxisFastest ? [.. Strides.Of([.. windows.Reverse().Select(w => w.In)]).Reverse()] : strides;
        ParallelRange.For(threads, planes, Math.Max(1, 4096 / Math.Max(1, dstPlane)), (from, to) =>
        {
            for (int p = from; p < to; p++)
            {
                Plane<T>(source.Span<T>().Slice(p * srcPlane, srcPlane), target.Span<T>().Slice(p * dstPlane, dstPlane),
                    indices.Span<long>().Slice(p * dstPlane, dstPlane), windows, strides, counting, (long)p * srcPlane);
            }
        });
        Widening.Store(target, values);
    }

    private static void Plane<T>(ReadOnlySpan<T> src, Span<T> dst, Span<long> indices, AxisWindow[] windows,
        long[] strides, long[] counting, long origin) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int axes = windows.Length;
        long[] outDims = [.. windows.Select(w => w.Out)], at = new long[axes], step = new long[axes];
        var first = new long[axes];
        var count = new long[axes];
        for (int o = 0; o < dst.Length; o++, Strides.Next(at, outDims))
        {
            long taps = 1;
            for (int i = 0; i < axes; i++)
            {
                (first[i], count[i]) = windows[i].Taps(at[i]);
                taps *= count[i];
            }
            T best = T.NegativeInfinity;
            long place = -1;
            Array.Clear(step);
            for (; taps > 0; taps--, Strides.Next(step, count))
            {
                long offset = 0, index = 0;
                for (int i = 0; i < axes; i++)
                {
                    long position = first[i] + step[i] * windows[i].Dilation;
                    offset += position * strides[i];
                    index += position * counting[i];
                }
                T value = src[(int)offset];
                if (place >= 0 && !(value > best) && !(T.IsNaN(value) && !T.IsNaN(best))) continue;
                (best, place) = (value, index);
            }
            dst[o] = best;
            indices[o] = place < 0 ? -1 : origin + place;
        }
    }
}
