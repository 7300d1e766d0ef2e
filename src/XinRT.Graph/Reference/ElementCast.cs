using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Conversion between any two element types that are not complex, as ONNX Cast defines it.</summary>
/// <remarks>Float to integer truncates; what does not fit 64 bits saturates, then the low bits are kept, so that narrow
/// integers wrap. Integer to integer keeps the low bits. Bool is "not zero".</remarks>
public static class ElementCast
{
    private const int Grain = 1 << 15;

    /// <summary>Fills <paramref name="y"/> from <paramref name="x"/>. The options matter to 8-bit floats only.</summary>
    public static void Run(Tensor x, Tensor y, FloatRounding rounding, Workers threads)
    {
        if (x.DType.IsComplex() || y.DType.IsComplex())
            throw new NotSupportedException($"there is no cast from {x.DType.Name()} to {y.DType.Name()}");
        if (x.DType == y.DType) y.CopyFrom(x);
        else if (x.DType == DType.String) Parse(x, y, rounding, threads);
        else if (y.DType == DType.String) Format(x, y);
        else ParallelRange.For(threads, x.Count, Grain, (from, to) => Numbers(x, y, from, to, rounding));
    }

    private static void Numbers(Tensor x, Tensor y, int from, int to, FloatRounding rounding)
    {
        switch (x.DType)
        {
            case DType.F32: From<float>(x.Span<float>()[from..to], y, from, rounding); break;
            case DType.F64: From<double>(x.Span<double>()[from..to], y, from, rounding); break;
            case DType.F16: From<Half>(x.Span<Half>()[from..to], y, from, rounding); break;
            case DType.I8 or DType.I4 or DType.I2: From<sbyte>(x.Span<sbyte>()[from..to], y, from, rounding); break;
            case DType.U8 or DType.U4 or DType.U2 or DType.Bool: From<byte>(x.Span<byte>()[from..to], y, from, rounding); break;
            case DType.I16: From<short>(x.Span<short>()[from..to], y, from, rounding); break;
            case DType.I32: From<int>(x.Span<int>()[from..to], y, from, rounding); break;
            case DType.I64: From<long>(x.Span<long>()[from..to], y, from, rounding); break;
            case DType.U16: From<ushort>(x.Span<ushort>()[from..to], y, from, rounding); break;
            case DType.U32: From<uint>(x.Span<uint>()[from..to], y, from, rounding); break;
            case DType.U64: From<ulong>(x.Span<ulong>()[from..to], y, from, rounding); break;
            default:
                var wide = new float[to - from];
                var bytes = x.Bytes.Span;
                for (int i = 0; i < wide.Length; i++)
                    wide[i] = x.DType == DType.BF16 ? x.Span<BFloat16>()[from + i] : Minifloat.Decode(x.DType, bytes[from + i]);
                From<float>(wide, y, from, rounding);
                break;
        }
    }

    private static void From<T>(ReadOnlySpan<T> src, Tensor y, int at, FloatRounding rounding) where T : unmanaged, INumber<T>
    {
        switch (y.DType)
        {
            case DType.F32: TensorPrimitives.ConvertTruncating(src, y.Span<float>()[at..]); break;
            case DType.F64: TensorPrimitives.ConvertTruncating(src, y.Span<double>()[at..]); break;
            case DType.F16: TensorPrimitives.ConvertTruncating(src, y.Span<Half>()[at..]); break;
            case DType.I8: Integers(src, y.Span<sbyte>()[at..]); break;
            case DType.I16: Integers(src, y.Span<short>()[at..]); break;
            case DType.I32: Integers(src, y.Span<int>()[at..]); break;
            case DType.I64: Integers(src, y.Span<long>()[at..]); break;
            case DType.U8: Integers(src, y.Span<byte>()[at..]); break;
            case DType.U16: Integers(src, y.Span<ushort>()[at..]); break;
            case DType.U32: Integers(src, y.Span<uint>()[at..]); break;
            case DType.U64: Integers(src, y.Span<ulong>()[at..]); break;
            case DType.I4 or DType.I2:
                var signed = y.Span<sbyte>().Slice(at, src.Length);
                Integers(src, signed);
                int unused = 8 - y.DType.BitWidth();
                foreach (ref sbyte b in signed) b = (sbyte)((sbyte)(b << unused) >> unused);
                break;
            case DType.U4 or DType.U2:
                var plain = y.Span<byte>().Slice(at, src.Length);
                Integers(src, plain);
                byte mask = (byte)((1 << y.DType.BitWidth()) - 1);
                foreach (ref byte b in plain) b &= mask;
                break;
            case DType.Bool:
                var truth = y.Span<bool>()[at..];
                for (int i = 0; i < src.Length; i++) truth[i] = !T.IsZero(src[i]);
                break;
            case DType.BF16:
                var brain = y.Span<BFloat16>()[at..];
                for (int i = 0; i < src.Length; i++) brain[i] = (BFloat16)float.CreateTruncating(src[i]);
                break;
            default:
                var codes = y.Span<byte>()[at..];
                for (int i = 0; i < src.Length; i++) codes[i] = rounding.Encode(y.DType, float.CreateTruncating(src[i]));
                break;
        }
    }

    private static void Integers<TFrom, TTo>(ReadOnlySpan<TFrom> src, Span<TTo> dst)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, IBinaryInteger<TTo>
    {
        if (typeof(TFrom) != typeof(float) && typeof(TFrom) != typeof(double) && typeof(TFrom) != typeof(Half))
        {
            TensorPrimitives.ConvertTruncating(src, dst);
            return;
        }
        for (int i = 0; i < src.Length; i++)
        {
            // Only values of 2^63 and more need the unsigned way.
            dst[i] = typeof(TTo) == typeof(ulong) && TFrom.IsPositive(src[i])
                ? TTo.CreateTruncating(ulong.CreateSaturating(src[i])) : TTo.CreateTruncating(long.CreateSaturating(src[i]));
        }
    }

    private static void Parse(Tensor x, Tensor y, FloatRounding rounding, Workers threads)
    {
        if (y.DType.IsInteger())
        {
            var whole = Tensor.Zeros(y.DType == DType.U64 ? DType.U64 : DType.I64, [x.Count]);
            for (int i = 0; i < x.Count; i++)
            {
                string text = x.Strings[i].Trim();
                if (whole.DType == DType.U64 && ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out ulong u))
                    whole.Span<ulong>()[i] = u;
                else if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long v)) whole.Span<ulong>()[i] = (ulong)v;
                else whole.Span<ulong>()[i] = (ulong)long.CreateSaturating(NumberText.Parse(text));
            }
            Run(whole, y, rounding, threads);
            return;
        }
        var values = Tensor.Zeros(DType.F64, [x.Count]);
        for (int i = 0; i < x.Count; i++) values.Span<double>()[i] = NumberText.Parse(x.Strings[i]);
        Run(values, y, rounding, threads);
    }

    private static void Format(Tensor x, Tensor y)
    {
        var text = y.Strings;
        bool exact = x.DType is DType.I64 or DType.U64;
        double[] values = exact ? [] : x.ToDoubles();
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = x.DType switch
            {
                DType.I64 => x.Span<long>()[i].ToString(CultureInfo.InvariantCulture),
                DType.U64 => x.Span<ulong>()[i].ToString(CultureInfo.InvariantCulture),
                DType.Bool => values[i] != 0 ? "True" : "False",
                DType.F64 => NumberText.Format(values[i].ToString("R", CultureInfo.InvariantCulture)),
                DType.F16 => NumberText.Format(((Half)values[i]).ToString("R", CultureInfo.InvariantCulture)),
                _ when x.DType.IsFloat() => NumberText.Format(((float)values[i]).ToString("R", CultureInfo.InvariantCulture)),
                _ => ((long)values[i]).ToString(CultureInfo.InvariantCulture),
            };
        }
    }
}
