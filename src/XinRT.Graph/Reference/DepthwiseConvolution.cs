using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Reference;

/// <summary>Convolution in which each output channel reads one input channel.</summary>
/// <remarks>A channel is first copied into a padded plane whose rows are split by phase of the stride: element <c>i</c> goes to
/// phase <c>i mod stride</c>, place <c>i / stride</c>. Then neighboring outputs read neighboring elements under every tap,
/// and no tap needs a bounds check. Four output rows are summed together to hide the latency of the additions.</remarks>
internal static class DepthwiseConvolution
{
    // A padded plane may be this much larger than the channel; strange paddings go the general way.
    private const long Slack = 1 << 16;

    /// <summary>Whether the padded planes stay small.</summary>
    public static bool Serves(ConvProblem problem)
    {
        double padded = 1;
        foreach (var (size, w) in PaddedAxes(problem)) padded *= size + w.Stride;
        return problem.InputChannels == 1 && padded <= 4.0 * problem.InputPlane + Slack;
    }

    /// <summary>Computes all channels.</summary>
    public static void Run<T>(Workers threads, ConvProblem problem, Tensor x, Tensor w, Tensor? bias, Tensor y)
        where T : unmanaged, INumber<T>
    {
        int planes = problem.Batch * problem.Groups;
        int grain = (int)Math.Clamp((1 << 16) / (1.0 + (double)problem.OutputPlane * problem.OutputChannels * problem.Taps), 1, 1 << 20);
        var layout = new Layout(problem);
        ParallelRange.For(threads, planes, grain, (from, to) =>
        {
            int slack = 8 * BlockedGemm.TileColumns<T>();
            using var plane = new AlignedBuffer<T>(layout.Size + slack);
            plane.Span.Clear();
            for (int p = from; p < to; p++)
            {
                layout.Fill(x.Span<T>().Slice(p * problem.InputPlane, problem.InputPlane), plane.Span);
                for (int m = 0; m < problem.OutputChannels; m++)
                {
                    int channel = p % problem.Groups * problem.OutputChannels + m;
                    var taps = w.Span<T>().Slice(channel * problem.Taps, problem.Taps);
                    var target = y.Span<T>().Slice((p * problem.OutputChannels + m) * problem.OutputPlane, problem.OutputPlane);
                    T start = bias is null ? T.Zero : bias.Span<T>()[channel];
                    int outer = problem.OutputPlane / Math.Max(1, problem.Output[^1]);
                    if (Vector512.IsHardwareAccelerated)
                        Rows<T, Vector512<T>, Lane512<T>>(layout, plane.Span, taps, start, target, outer);
                    else if (Vector256.IsHardwareAccelerated)
                        Rows<T, Vector256<T>, Lane256<T>>(layout, plane.Span, taps, start, target, outer);
                    else
                        Rows<T, Vector<T>, LaneAny<T>>(layout, plane.Span, taps, start, target, outer);
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<T, TVector, TLane>(Layout layout, ReadOnlySpan<T> plane, ReadOnlySpan<T> taps, T start,
        Span<T> target, int outer)
        where T : unmanaged, INumber<T>
        where TLane : IVectorLane<T, TVector>
    {
        int columns = layout.Columns;
        Span<T> edge = stackalloc T[TLane.Width];
        for (int row = 0; row < outer; row += 4)
        {
            // The last rows may be summed more than once.
            int r1 = Math.Min(row + 1, outer - 1), r2 = Math.Min(row + 2, outer - 1), r3 = Math.Min(row + 3, outer - 1);
            int o0 = layout.RowOffset(row), o1 = layout.RowOffset(r1), o2 = layout.RowOffset(r2), o3 = layout.RowOffset(r3);
            for (int column = 0; column < columns; column += TLane.Width)
            {
                Sum<T, TVector, TLane>(layout.TapOffsets, plane, taps, start, layout.Reach,
                    o0 + column, o1 + column, o2 + column, o3 + column, out var v0, out var v1, out var v2, out var v3);
                int count = Math.Min(TLane.Width, columns - column);
                Put<T, TVector, TLane>(v3, target.Slice(r3 * columns + column, count), edge);
                Put<T, TVector, TLane>(v2, target.Slice(r2 * columns + column, count), edge);
                Put<T, TVector, TLane>(v1, target.Slice(r1 * columns + column, count), edge);
                Put<T, TVector, TLane>(v0, target.Slice(row * columns + column, count), edge);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T, TVector, TLane>(ReadOnlySpan<int> offsets, ReadOnlySpan<T> plane, ReadOnlySpan<T> taps, T start,
        int reach, int at0, int at1, int at2, int at3, out TVector v0, out TVector v1, out TVector v2, out TVector v3)
        where T : unmanaged
        where TLane : IVectorLane<T, TVector>
    {
        // The farthest read, checked once: the last row begins behind the others.
        _ = plane[at3 + reach + TLane.Width - 1];
        ref T origin = ref MemoryMarshal.GetReference(plane);
        ref T x0 = ref Unsafe.Add(ref origin, at0);
        ref T x1 = ref Unsafe.Add(ref origin, at1);
        ref T x2 = ref Unsafe.Add(ref origin, at2);
        ref T x3 = ref Unsafe.Add(ref origin, at3);
        TVector s0 = TLane.Fill(start), s1 = s0, s2 = s0, s3 = s0;
        for (int t = 0; t < taps.Length; t++)
        {
            TVector w = TLane.Fill(taps[t]);
            int offset = offsets[t];
            s0 = TLane.MultiplyAdd(w, TLane.Load(ref Unsafe.Add(ref x0, offset)), s0);
            s1 = TLane.MultiplyAdd(w, TLane.Load(ref Unsafe.Add(ref x1, offset)), s1);
            s2 = TLane.MultiplyAdd(w, TLane.Load(ref Unsafe.Add(ref x2, offset)), s2);
            s3 = TLane.MultiplyAdd(w, TLane.Load(ref Unsafe.Add(ref x3, offset)), s3);
        }
        (v0, v1, v2, v3) = (s0, s1, s2, s3);
    }

    private static void Put<T, TVector, TLane>(TVector value, Span<T> target, Span<T> edge)
        where T : unmanaged
        where TLane : IVectorLane<T, TVector>
    {
        if (target.Length == TLane.Width)
        {
            TLane.Store(value, ref MemoryMarshal.GetReference(target));
            return;
        }
        TLane.Store(value, ref MemoryMarshal.GetReference(edge));
        edge[..target.Length].CopyTo(target);
    }

    // Padded size of each axis: as far as the last window reads.
    private static IEnumerable<(long Size, AxisWindow Window)> PaddedAxes(ConvProblem problem) =>
        problem.Windows.Select(w => (Math.Max(0, w.Out - 1) * w.Stride + w.Extent, w));

    /// <summary>Where the elements of a channel and the reads of each tap lie in the padded plane.</summary>
    private sealed class Layout
    {
        private readonly ConvProblem _problem;
        private readonly int[] _steps;
        private readonly int _phase;

        public Layout(ConvProblem problem)
        {
            _problem = problem;
            var axes = PaddedAxes(problem).ToArray();
            int last = axes.Length - 1;
            int stride = (int)axes[last].Window.Stride;
            _phase = (int)((axes[last].Size + stride - 1) / stride);
            _steps = new int[axes.Length];
            int step = _phase * stride;
            for (int axis = last - 1; axis >= 0; axis--)
            {
                _steps[axis] = step;
                step = checked(step * (int)axes[axis].Size);
            }
            Size = step;
            Columns = problem.Output[last];
            TapOffsets = new int[problem.Taps];
            for (int t = 0; t < TapOffsets.Length; t++)
            {
                int rest = t / (int)axes[last].Window.Kernel;
                long shift = t % axes[last].Window.Kernel * axes[last].Window.Dilation;
                int offset = Place(shift);
                for (int axis = last - 1; axis >= 0; axis--)
                {
                    var w = axes[axis].Window;
                    offset += (int)(rest % w.Kernel * w.Dilation) * _steps[axis];
                    rest /= (int)w.Kernel;
                }
                TapOffsets[t] = offset;
                Reach = Math.Max(Reach, offset);
            }
        }

        public int Size { get; }

        public int Columns { get; }

        public int[] TapOffsets { get; }

        /// <summary>The largest of the tap offsets.</summary>
        public int Reach { get; }

        /// <summary>Offset of tap 0 for the first output of an output row.</summary>
        public int RowOffset(int row)
        {
            int offset = 0;
            for (int axis = _problem.Output.Length - 2; axis >= 0; axis--)
            {
                offset += row % _problem.Output[axis] * (int)_problem.Windows[axis].Stride * _steps[axis];
                row /= _problem.Output[axis];
            }
            return offset;
        }

        /// <summary>Copies a channel into its place; the padding keeps its zeros.</summary>
        public void Fill<T>(ReadOnlySpan<T> channel, Span<T> plane) where T : unmanaged
        {
            int last = _problem.Input.Length - 1, size = _problem.Input[last];
            var window = _problem.Windows[last];
            int stride = (int)window.Stride, pad = (int)Math.Min(window.PadBegin, int.MaxValue / 2);
            // What the last window does not reach was never given room.
            int kept = (int)Math.Min(size, (Math.Max(0, Columns - 1) * window.Stride) + window.Extent - pad);
            if (kept <= 0) return;
            for (int row = 0; row * size < channel.Length; row++)
            {
                if (OuterPlace(row) is not { } offset) continue;
                var line = channel.Slice(row * size, size);
                if (stride == 1) line[..kept].CopyTo(plane[(offset + pad)..]);
                else
                    for (int i = 0; i < Math.Min(stride, kept); i++)
                        Spread(line[i..kept], stride, plane[(offset + Place(i + pad))..]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Spread<T>(ReadOnlySpan<T> src, int stride, Span<T> dst)
        {
            for (int from = 0, to = 0; from < src.Length; from += stride, to++) dst[to] = src[from];
        }

        private int? OuterPlace(int row)
        {
            int offset = 0;
            for (int axis = _problem.Input.Length - 2; axis >= 0; axis--)
            {
                var w = _problem.Windows[axis];
                long at = row % _problem.Input[axis] + w.PadBegin;
                if (at >= (Math.Max(0, _problem.Output[axis] - 1) * w.Stride) + w.Extent) return null;
                offset += (int)at * _steps[axis];
                row /= _problem.Input[axis];
            }
            return offset;
        }

        private int Place(long at)
        {
            int stride = (int)_problem.Windows[^1].Stride;
            return (int)(at % stride) * _phase + (int)(at / stride);
        }
    }
}
