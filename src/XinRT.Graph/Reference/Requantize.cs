using System.Numerics;

namespace XinRT.Reference;

/// <summary>Rounds exact sums to a quantized type: <c>saturate(round(sum · scale) + zero)</c>, ties to even.</summary>
internal static class Requantize
{
    /// <summary>A line of sums with one factor each, or one for all.</summary>
    public static void Line(ReadOnlySpan<int> sums, ReadOnlySpan<double> scales, long zero, Tensor y, int start)
    {
        if (y.DType == DType.U8) Line(sums, scales, zero, y.Span<byte>().Slice(start, sums.Length));
        else if (y.DType == DType.I8) Line(sums, scales, zero, y.Span<sbyte>().Slice(start, sums.Length));
        else throw new NotSupportedException($"{y.DType.Name()} is no 8-bit integer type");
    }

    private static void Line<T>(ReadOnlySpan<int> sums, ReadOnlySpan<double> scales, long zero, Span<T> y) where T : INumber<T>
    {
        double scale = scales.Length == 1 ? scales[0] : 0;
        for (int i = 0; i < sums.Length; i++)
            y[i] = T.CreateSaturating(Math.Round(sums[i] * (scales.Length == 1 ? scale : scales[i])) + zero);
    }
}
