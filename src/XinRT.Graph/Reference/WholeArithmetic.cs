using System.Numerics;

namespace XinRT.Reference;

/// <summary>Integers beside float attributes, without rounding: the attributes are exact multiples of powers of two.</summary>
internal static class WholeArithmetic
{
    /// <summary>Low 64 bits of <c>alpha·a + beta·b</c>, truncated towards zero. Factors that are not finite count as 0.</summary>
    public static long Truncate(float alpha, Int128 a, float beta, Int128 b)
    {
        var (first, firstShift) = Parts(alpha);
        var (second, secondShift) = Parts(beta);
        int shift = Math.Min(Math.Min(firstShift, secondShift), 0);
        var sum = ((first * (BigInteger)a) << (firstShift - shift)) + ((second * (BigInteger)b) << (secondShift - shift));
        // A shift to the right would round towards minus infinity.
        var whole = sum.Sign < 0 ? -(-sum >> -shift) : sum >> -shift;
        return unchecked((long)(ulong)(whole & ulong.MaxValue));
    }

    /// <summary>Whether the number is whole and fits 64 bits.</summary>
    public static bool IsWhole(float value) => value == MathF.Floor(value) && MathF.Abs(value) < 1L << 62;

    /// <summary>Whether the integer is above the number; never above NaN.</summary>
    public static bool IsAbove(Int128 value, float number) => !float.IsNaN(number) && value > Int128.CreateSaturating(Math.Floor((double)number));

    /// <summary>Whether the integer is below the number; never below NaN.</summary>
    public static bool IsBelow(Int128 value, float number) => !float.IsNaN(number) && value < Int128.CreateSaturating(Math.Ceiling((double)number));

    /// <summary>All elements of an integer tensor with their signs.</summary>
    public static Int128[] Read(Tensor x)
    {
        long[] bits = x.ToInt64s();
        return x.DType == DType.U64 ? Array.ConvertAll(bits, b => (Int128)(ulong)b) : Array.ConvertAll(bits, b => (Int128)b);
    }

    /// <summary>The bits of the nearest number that an integer type holds.</summary>
    public static long Saturate(BigInteger value, DType type)
    {
        bool signed = type is DType.I8 or DType.I16 or DType.I32 or DType.I64;
        int bits = type.BitWidth() - (signed ? 1 : 0);
        BigInteger most = (BigInteger.One << bits) - 1, least = signed ? -most - 1 : 0;
        return unchecked((long)(ulong)(BigInteger.Clamp(value, least, most) & ulong.MaxValue));
    }

    /// <summary>The square root, rounded down.</summary>
    public static BigInteger Root(BigInteger square)
    {
        if (square.IsZero) return 0;
        // Newton's steps fall towards the root from any start above it.
        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + square / root) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }

    // mantissa · 2^shift
    private static (BigInteger Mantissa, int Shift) Parts(float value)
    {
        if (!float.IsFinite(value)) return (0, 0);
        int bits = BitConverter.SingleToInt32Bits(value), exponent = (bits >> 23) & 0xff;
        int mantissa = (bits & 0x7fffff) | (exponent == 0 ? 0 : 0x800000);
        return (bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 150);
    }
}
