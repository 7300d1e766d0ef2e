using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Affine quantization <c>q = round(x/scale) + zero</c>, and back.</summary>
public static class Quantization
{
    private const int Chunk = 512;

    /// <summary>Types that a quantized tensor may have.</summary>
    public static bool IsQuantized(DType type) => type is DType.U8 or DType.I8 or DType.U16 or DType.I16 or DType.U4 or DType.I4
        or DType.U2 or DType.I2 or DType.F8E4M3FN or DType.F8E4M3FNUZ or DType.F8E5M2 or DType.F8E5M2FNUZ or DType.F4E2M1;

    /// <summary>Quantizes into <paramref name="y"/>. The quotient is rounded to <paramref name="precision"/> if that is a 16-bit
    /// float, and to whole numbers, ties to even, if <paramref name="y"/> is an integer.</summary>
    public static void Quantize(Tensor x, Tensor scale, Tensor? zero, Tensor y, QuantizationGrid grid, DType precision, bool saturate, Workers threads)
    {
        var scales = scale.ToSingles().ToArray();
        double[]? zeros = zero?.ToDoubles();
        bool whole = y.DType.IsInteger();
        var source = x.DType == DType.F32 ? x : BinaryLoop.Widen(x);
        grid.For(threads, (from, count, at, step) =>
        {
            ReadOnlySpan<float> src = source.Span<float>().Slice(from, count);
            Span<double> part = stackalloc double[Chunk];
            for (int begin = 0; begin < count; begin += Chunk)
            {
                var values = part[..Math.Min(Chunk, count - begin)];
                for (int i = 0; i < values.Length; i++)
                {
                    int s = at + (begin + i) * step;
                    float quotient = Rounded(Rounded(src[begin + i], precision) / Rounded(scales[s], precision), precision);
                    double value = whole ? Math.Round((double)quotient, MidpointRounding.ToEven) : quotient;
                    values[i] = zeros is null ? value : value + zeros[s];
                }
                Store(values, y, from + begin, saturate);
            }
        });
    }

    /// <summary>Computes <c>(x - zero)·scale</c> in binary32 and rounds it to the type of <paramref name="y"/>.</summary>
    public static void Dequantize(Tensor x, Tensor scale, Tensor? zero, Tensor y, QuantizationGrid grid, Workers threads)
    {
        var scales = scale.ToSingles().ToArray();
        double[]? zeros = zero?.ToDoubles();
        double[] source = x.ToDoubles();
        var wide = y.DType == DType.F32 ? y : Tensor.Zeros(DType.F32, y.Dims);
        grid.For(threads, (from, count, at, step) =>
        {
            ReadOnlySpan<double> src = source.AsSpan(from, count);
            var dst = wide.Span<float>().Slice(from, count);
            for (int i = 0; i < count; i++)
            {
                int s = at + i * step;
                dst[i] = (float)(zeros is null ? src[i] : src[i] - zeros[s]) * scales[s];
            }
        });
        if (!ReferenceEquals(wide, y)) ElementCast.Run(wide, y, FloatRounding.Default, threads);
    }

    private static float Rounded(float value, DType precision) =>
        precision == DType.F16 ? (float)(Half)value : precision == DType.BF16 ? (BFloat16)value : value;

    private static void Store(ReadOnlySpan<double> values, Tensor y, int at, bool saturate)
    {
        switch (y.DType)
        {
            case DType.U8: TensorPrimitives.ConvertSaturating(values, y.Span<byte>()[at..]); break;
            case DType.I8: TensorPrimitives.ConvertSaturating(values, y.Span<sbyte>()[at..]); break;
            case DType.U16: TensorPrimitives.ConvertSaturating(values, y.Span<ushort>()[at..]); break;
            case DType.I16: TensorPrimitives.ConvertSaturating(values, y.Span<short>()[at..]); break;
            case DType.U4: Clamp(values, y.Span<byte>()[at..], 0, 15); break;
            case DType.U2: Clamp(values, y.Span<byte>()[at..], 0, 3); break;
            case DType.I4: Clamp(values, y.Span<sbyte>()[at..], -8, 7); break;
            case DType.I2: Clamp(values, y.Span<sbyte>()[at..], -2, 1); break;
            default:
                var codes = y.Span<byte>()[at..];
                for (int i = 0; i < values.Length; i++) codes[i] = Minifloat.Encode(y.DType, (float)values[i], saturate);
                break;
        }
    }

    private static void Clamp<T>(ReadOnlySpan<double> values, Span<T> y, double low, double high) where T : INumber<T>
    {
        for (int i = 0; i < values.Length; i++) y[i] = T.CreateSaturating(Math.Clamp(values[i], low, high));
    }
}
