using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Gradient of a convolution by its input: a product of the transposed filters with the input, whose rows (channel,
/// tap) are then added to the output where that tap lies.</summary>
internal static class TransposedConvolution
{
    // Elements of the product that one thread holds, unless a single channel has more.
    private const int BufferSize = 1 << 20;

    /// <summary>Computes <paramref name="y"/> in its own floating-point type. The problem is that of the convolution whose
    /// gradient this is: x has its output sizes, y its input sizes.</summary>
    public static void Run(Workers threads, ConvProblem problem, Tensor x, Tensor w, Tensor? bias, Tensor y)
    {
        if (y.DType == DType.F32) Run<float>(threads, problem, x, w, bias, y);
        else if (y.DType == DType.F64) Run<double>(threads, problem, x, w, bias, y);
        else
        {
            var wide = Tensor.Zeros(DType.F32, y.Dims);
            Run<float>(threads, problem, SinglePrecision.Widen(x), SinglePrecision.Widen(w),
                bias is null ? null : SinglePrecision.Widen(bias), wide);
            SinglePrecision.Narrow(wide, y);
        }
    }

    private static void Run<T>(Workers threads, ConvProblem problem, Tensor x, Tensor w, Tensor? bias, Tensor y)
        where T : unmanaged, INumber<T>
    {
        int channels = problem.InputChannels, depth = problem.OutputChannels, taps = problem.Taps, columns = problem.OutputPlane;
        int plane = problem.InputPlane;
        int share = (int)Math.Clamp(BufferSize / Math.Max(1L, (long)taps * columns), 1, Math.Max(1, (channels + threads - 1) / threads));
        int shares = (channels + share - 1) / share;
        ParallelRange.For(threads, problem.Batch * problem.Groups * shares, 1, (from, to) =>
        {
            using var product = new AlignedBuffer<T>(checked(share * taps * columns));
            for (int part = from; part < to; part++)
            {
                int item = part / shares, first = part % shares * share, count = Math.Min(share, channels - first);
                int group = item % problem.Groups, rows = channels * taps;
                BlockedGemm.Run(0, count * taps, 0, columns, depth, T.One,
                    new StridedPanels<T>(w.Span<T>()[(group * depth * rows + first * taps)..], 1, rows),
                    new StridedPanels<T>(x.Span<T>().Slice(item * depth * columns, depth * columns), 1, columns),
                    T.Zero, product.Span, columns);
                for (int c = 0; c < count; c++)
                {
                    var target = y.Span<T>().Slice((item * channels + first + c) * plane, plane);
                    target.Fill(bias is null ? T.Zero : bias.Span<T>()[group * channels + first + c]);
                    for (int t = 0; t < taps; t++)
                        Add(problem, t, product.Span.Slice((c * taps + t) * columns, columns), target);
                }
            }
        });
    }

    // Adds what one tap gives: input position p lands at p · stride + tap · dilation − padding.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(ConvProblem problem, int tap, ReadOnlySpan<T> src, Span<T> target) where T : unmanaged, INumber<T>
    {
        int last = problem.Output.Length - 1, columns = problem.Output[last], size = problem.Input[last];
        var window = problem.Windows[last];
        long shift = tap % window.Kernel * window.Dilation - window.PadBegin;
        int from = (int)Math.Clamp(shift >= 0 ? 0 : (-shift + window.Stride - 1) / window.Stride, 0, columns);
        int to = (int)Math.Clamp(shift >= size ? 0 : (size - shift + window.Stride - 1) / window.Stride, from, columns);
        if (from == to) return;
        for (int row = 0; row * columns < src.Length; row++)
        {
            int rest = row, offset = 0, step = size;
            long outerTap = tap / window.Kernel;
            for (int axis = last - 1; axis >= 0 && offset >= 0; axis--)
            {
                var w = problem.Windows[axis];
                long at = rest % problem.Output[axis] * w.Stride + outerTap % w.Kernel * w.Dilation - w.PadBegin;
                rest /= problem.Output[axis];
                outerTap /= w.Kernel;
                offset = (ulong)at < (ulong)problem.Input[axis] ? offset + (int)at * step : -1;
                step *= problem.Input[axis];
            }
            if (offset < 0) continue;
            var line = src.Slice(row * columns + from, to - from);
            var slots = target.Slice(offset, size)[(int)(from * window.Stride + shift)..];
            if (window.Stride == 1) TensorPrimitives.Add(slots[..line.Length], line, slots);
            else
                for (int i = 0, at = 0; i < line.Length; i++, at += (int)window.Stride) slots[at] += line[i];
        }
    }
}
