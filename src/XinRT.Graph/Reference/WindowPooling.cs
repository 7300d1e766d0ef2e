using System.Numerics;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Reference;

/// <summary>Pools tensors whose spatial axes begin at the third; the windows of all axes form a box.</summary>
public static class WindowPooling
{
    /// <summary>Largest element of each window.</summary>
    public static void Max(Tensor input, Tensor output, AxisWindow[] windows, Workers threads)
    {
        if (Widening.WorkType(input.DType) == DType.F32) Run<float, MaxReduction<float>>(input, output, windows, null, threads);
        else Run<double, MaxReduction<double>>(input, output, windows, null, threads);
    }

    /// <summary>Sum of each window, divided by the product of the axes' divisors if there are some.</summary>
    public static void Sum(Tensor input, Tensor output, AxisWindow[] windows, long[][]? divisors, Workers threads)
    {
        if (Widening.WorkType(input.DType) == DType.F32) Run<float, SumReduction<float>>(input, output, windows, divisors, threads);
        else Run<double, SumReduction<double>>(input, output, windows, divisors, threads);
    }

    /// <summary>Divisors of a mean: elements in the window, with padding or without.</summary>
    public static long[][] MeanDivisors(AxisWindow[] windows, bool countPadding) => Array.ConvertAll(windows, w =>
    {
        var counts = new long[w.Out];
        for (int o = 0; o < counts.Length; o++) counts[o] = countPadding ? w.PaddedCount(o) : w.Taps(o).Count;
        return counts;
    });

    private static void Run<T, TReduction>(Tensor input, Tensor output, AxisWindow[] windows, long[][]? divisors, Workers threads)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IWindowReduction<T>
    {
        var source = Widening.Load(input);
        var target = Widening.Target(output, source.DType);
        var passes = new List<(int, IAxisPass<T>)>();
        for (int i = 0; i < windows.Length; i++)
        {
            var w = windows[i];
            bool keeps = w is { Kernel: 1, Stride: 1, PadBegin: 0, PadEnd: 0 };
            if (!keeps) passes.Add((i + 2, new WindowPass<T, TReduction>(w, divisors?[i])));
        }
        SeparablePasses.Run(source, target, passes, threads);
        Widening.Store(target, output);
    }
}
