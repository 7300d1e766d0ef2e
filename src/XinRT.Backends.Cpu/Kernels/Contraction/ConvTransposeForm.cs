using System.Numerics;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Takes transposed convolutions apart into ordinary ones.</summary>
/// <remarks>Output o gets input i through tap t where <c>o + pad = i·stride + t·dilation</c>. So outputs whose remainders by the stride are
/// equal are a convolution of step 1 with every <c>stride / gcd(stride, dilation)</c>-th tap, the last tap first. Remainders
/// that follow each other and whose windows are equal differ in their filters only and become one part.</remarks>
internal static class ConvTransposeForm
{
    /// <summary>The ordinary convolutions, with the taps of their filters: <c>TapsY[a][i]</c> is tap i for the a-th of the
    /// remainders alike.</summary>
    public static IReadOnlyList<(ConvPart Part, int[][] TapsZ, int[][] TapsY, int[][] TapsX)> Parts(ConvProblem sizes)
    {
        int axes = sizes.Windows.Length;
        var parts = new List<(ConvPart, int[][], int[][], int[][])>();
        foreach (var (z, tapsZ) in Cut(sizes, axes - 3))
            foreach (var (y, tapsY) in Cut(sizes, axes - 2))
                foreach (var (x, tapsX) in Cut(sizes, axes - 1)) parts.Add((new(z, y, x, parts.Count), tapsZ, tapsY, tapsX));
        return parts;
    }

    private static List<(PartAxis Axis, int[][] Taps)> Cut(ConvProblem sizes, int axis)
    {
        if (axis < 0) return [(PartAxis.Single, [[0]])];
        var window = sizes.Windows[axis];
        int stride = (int)window.Stride, dilation = (int)window.Dilation;
        int common = (int)BigInteger.GreatestCommonDivisor(stride, dilation);
        var parts = new List<(PartAxis Axis, int[][] Taps)>();
        for (int first = 0; first < Math.Min(stride, window.Out); first++)
        {
            int[] taps = [.. Enumerable.Range(0, (int)window.Kernel).Where(t => (first + window.PadBegin - (long)t * dilation) % stride == 0).Reverse()];
            int outputs = ((int)window.Out - first + stride - 1) / stride;
            int begin = taps.Length == 0 ? 0 : (int)((first + window.PadBegin - (long)taps[0] * dilation) / stride);
            var part = new PartAxis(new(window.In, outputs, taps.Length, 1, dilation / common, -begin), first, stride);
            if (parts.Count > 0 && parts[^1].Axis.Window == part.Window)
                parts[^1] = (parts[^1].Axis with { Alike = parts[^1].Axis.Alike + 1 }, [.. parts[^1].Taps, taps]);
            else parts.Add((part, [taps]));
        }
        return parts;
    }
}
