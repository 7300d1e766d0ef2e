using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT;

/// <summary>Moves tensor elements of any type to and from doubles, floats and 64-bit integers.</summary>
public static class ElementConverter
{
    /// <summary>Reads every element of a numeric tensor into <paramref name="dst"/>.</summary>
    public static void Read(Tensor src, Span<double> dst)
    {
        switch (src.DType)
        {
            case DType.F32: TensorPrimitives.ConvertTruncating(src.Span<float>(), dst); break;
            case DType.F64: src.Span<double>().CopyTo(dst); break;
            case DType.F16: TensorPrimitives.ConvertTruncating(src.Span<Half>(), dst); break;
            case DType.BF16: Map(src.Span<BFloat16>(), dst, static x => (float)x); break;
            case DType.I8 or DType.I4 or DType.I2: Map(src.Span<sbyte>(), dst, static x => x); break;
            case DType.U8 or DType.U4 or DType.U2 or DType.Bool: Map(src.Span<byte>(), dst, static x => x); break;
            case DType.I16: Map(src.Span<short>(), dst, static x => x); break;
            case DType.U16: Map(src.Span<ushort>(), dst, static x => x); break;
            case DType.I32: Map(src.Span<int>(), dst, static x => x); break;
            case DType.U32: Map(src.Span<uint>(), dst, static x => x); break;
            case DType.I64: Map(src.Span<long>(), dst, static x => x); break;
            case DType.U64: Map(src.Span<ulong>(), dst, static x => x); break;
            case DType.C64: Map(src.Span<Complex64>(), dst, static x => x.Real); break;
            case DType.C128: Map(src.Span<Complex>(), dst, static x => x.Real); break;
            case DType.String: throw new InvalidOperationException("Strings are not numbers.");
            default:
                var type = src.DType;
                Map(src.Span<byte>(), dst, x => Minifloat.Decode(type, x));
                break;
        }
    }

    /// <summary>Rounds doubles, as many as <paramref name="dst"/> has elements, to its type: floats to nearest even (8-bit
    /// floats saturate), integers are truncated towards zero and saturate, bool is "not zero".</summary>
    public static void Write(ReadOnlySpan<double> src, Tensor dst)
    {
        if (src.Length != dst.Count)
            throw new ArgumentException($"A tensor {dst.Type} takes {dst.Count} numbers, but {src.Length} were given.", nameof(src));
        switch (dst.DType)
        {
            case DType.F32: TensorPrimitives.ConvertTruncating(src, dst.Span<float>()); break;
            case DType.F64: src.CopyTo(dst.Span<double>()); break;
            case DType.F16: Map(src, dst.Span<Half>(), static x => (Half)x); break;
            case DType.BF16: Map(src, dst.Span<BFloat16>(), static x => (BFloat16)RoundToOdd(x)); break;
            case DType.I8: Map(src, dst.Span<sbyte>(), static x => sbyte.CreateSaturating(x)); break;
            case DType.U8: Map(src, dst.Span<byte>(), static x => byte.CreateSaturating(x)); break;
            case DType.Bool: Map(src, dst.Span<bool>(), static x => x != 0); break;
            case DType.I16: Map(src, dst.Span<short>(), static x => short.CreateSaturating(x)); break;
            case DType.U16: Map(src, dst.Span<ushort>(), static x => ushort.CreateSaturating(x)); break;
            case DType.I32: Map(src, dst.Span<int>(), static x => int.CreateSaturating(x)); break;
            case DType.U32: Map(src, dst.Span<uint>(), static x => uint.CreateSaturating(x)); break;
            case DType.I64: Map(src, dst.Span<long>(), static x => long.CreateSaturating(x)); break;
            case DType.U64: Map(src, dst.Span<ulong>(), static x => ulong.CreateSaturating(x)); break;
            case DType.I4: Map(src, dst.Span<sbyte>(), static x => (sbyte)Math.Clamp((int)x, -8, 7)); break;
            case DType.I2: Map(src, dst.Span<sbyte>(), static x => (sbyte)Math.Clamp((int)x, -2, 1)); break;
            case DType.U4: Map(src, dst.Span<byte>(), static x => (byte)Math.Clamp((int)x, 0, 15)); break;
            case DType.U2: Map(src, dst.Span<byte>(), static x => (byte)Math.Clamp((int)x, 0, 3)); break;
            case DType.C64: Map(src, dst.Span<Complex64>(), static x => new Complex64((float)x, 0)); break;
            case DType.C128: Map(src, dst.Span<Complex>(), static x => new Complex(x, 0)); break;
            case DType.String: throw new InvalidOperationException("Numbers are not strings.");
            default:
                var type = dst.DType;
                Map(src, dst.Span<byte>(), x => Minifloat.Encode(type, RoundToOdd(x)));
                break;
        }
    }

    /// <summary>All elements as 64-bit integers; floats are truncated and saturate.</summary>
    public static long[] ToInt64s(Tensor src)
    {
        var result = new long[src.Count];
        switch (src.DType)
        {
            case DType.I64: src.Span<long>().CopyTo(result); break;
            case DType.I32: TensorPrimitives.ConvertTruncating<int, long>(src.Span<int>(), result); break;
            case DType.U64: TensorPrimitives.ConvertTruncating<ulong, long>(src.Span<ulong>(), result); break;
            default:
                double[] values = src.ToDoubles();
                for (int i = 0; i < values.Length; i++) result[i] = long.CreateSaturating(values[i]);
                break;
        }
        return result;
    }

    /// <summary>All elements of a numeric tensor as doubles; a complex one as real and imaginary part in turn.</summary>
    public static double[] ToParts(Tensor src) => src.DType switch
    {
        DType.C64 => [.. src.Span<Complex64>().ToArray().SelectMany(z => new double[] { z.Real, z.Imaginary })],
        DType.C128 => [.. src.Span<Complex>().ToArray().SelectMany(z => new[] { z.Real, z.Imaginary })],
        _ => src.ToDoubles(),
    };

    /// <summary>All elements as floats, rounded to nearest.</summary>
    public static float[] ToSingles(Tensor src)
    {
        var result = new float[src.Count];
        if (src.DType == DType.F32) src.Span<float>().CopyTo(result);
        else if (src.DType == DType.F16) TensorPrimitives.ConvertToSingle(src.Span<Half>(), result);
        else TensorPrimitives.ConvertTruncating<double, float>(src.ToDoubles(), result);
        return result;
    }

    // Of the two binary32 around a double the one with an odd last bit, so that rounding again to a narrower type is exact.
    private static float RoundToOdd(double value)
    {
        float nearest = (float)value;
        if (nearest == value || float.IsNaN(nearest) || (BitConverter.SingleToUInt32Bits(nearest) & 1) == 1) return nearest;
        return nearest < value ? MathF.BitIncrement(nearest) : MathF.BitDecrement(nearest);
    }

    private static void Map<TFrom, TTo>(ReadOnlySpan<TFrom> src, Span<TTo> dst, Func<TFrom, TTo> convert)
    {
        for (int i = 0; i < src.Length; i++) dst[i] = convert(src[i]);
    }
}
