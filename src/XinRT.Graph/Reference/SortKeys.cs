using System.Numerics;

namespace XinRT.Reference;

/// <summary>64-bit keys that compare as the elements do, so that one sort serves every element type.</summary>
/// <remarks>Zeros of both signs share a key, and so do all NaNs, above everything else, as NumPy sorts them. Complex numbers
/// compare by real part, then imaginary part; strings by code unit; both get their rank among the elements as key.</remarks>
public static class SortKeys
{
    /// <summary>Keys of all elements.</summary>
    public static long[] Of(Tensor x) => x.DType switch
    {
        DType.String => Ranks(x.Strings.ToArray(), string.CompareOrdinal),
        DType.C64 => Ranks(x.Span<Complex64>().ToArray().Select(z => z.ToComplex()).ToArray(), CompareParts),
        DType.C128 => Ranks(x.Span<Complex>().ToArray(), CompareParts),
        DType.U64 => Array.ConvertAll(x.ToInt64s(), k => k ^ long.MinValue),
        _ when x.DType.IsInteger() || x.DType == DType.Bool => x.ToInt64s(),
        _ => Array.ConvertAll(x.ToDoubles(), OfDouble),
    };

    /// <summary>Puts the keys of all elements into memory of the caller's.</summary>
    public static void Write(Tensor x, Span<long> keys)
    {
        if (x.DType != DType.F32)
        {
            Of(x).CopyTo(keys);
            return;
        }
        var items = x.Span<float>();
        for (int i = 0; i < keys.Length; i++) keys[i] = OfDouble(items[i]);
    }

    /// <summary>Key of one floating-point number.</summary>
    public static long OfDouble(double value)
    {
        if (double.IsNaN(value)) return long.MaxValue;
        // Adding zero turns -0 into +0.
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits < 0 ? bits ^ long.MaxValue : bits;
    }

    private static int CompareParts(Complex a, Complex b)
    {
        int real = OfDouble(a.Real).CompareTo(OfDouble(b.Real));
        return real != 0 ? real : OfDouble(a.Imaginary).CompareTo(OfDouble(b.Imaginary));
    }

    private static long[] Ranks<T>(T[] items, Comparison<T> compare)
    {
        int[] order = [.. Enumerable.Range(0, items.Length)];
        Array.Sort(order, (a, b) => compare(items[a], items[b]));
        var keys = new long[items.Length];
        for (int i = 1; i < order.Length; i++)
            keys[order[i]] = keys[order[i - 1]] + (compare(items[order[i - 1]], items[order[i]]) == 0 ? 0 : 1);
        return keys;
    }
}
