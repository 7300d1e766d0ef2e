using System.Numerics;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits e to the power of x.</summary>
/// <remarks>
/// <para><c>eˣ = 2^(k/L)·eʳ</c> with L the number of lanes and k the integer nearest to L·x/ln 2. Adding 1.5·2²³ rounds: the sum
/// has k in its low bits. The lowest of them choose the fraction's power of 2 from a table by a permutation, the others are added to its
/// exponent as an integer. ln 2 is taken off in two parts, the first so short that nothing is rounded there. On |r| ≤ h = ln 2/2L
/// a polynomial of degree 3 is enough, <c>1 + r + (1/2 + u·h²)·r² + r³/6</c>, where u = (√2 - 1)/12 spreads the error of the missing
/// r⁴/24 evenly.</para>
/// <para>17 operations, 8 of them multiplications; 13 and 7 where the sign of x is known. Largest error 1.3 ulp. Above 88.72 the result
/// is infinite. The power of 2 alone would leave the range of normal numbers before the result does: for negative x it is taken
/// 2³² times too large, for others half as large, and the last product puts that right. So results are also right where they are
/// denormal; kernels that run with denormals flushed give 0 there, from -87.34 down.</para>
/// </remarks>
internal static class ExpEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 3;

    /// <summary>1/ln 2.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>ln 2, rounded.</summary>
    public const float Ln2 = 0.693147182f;

    /// <summary>ln 2 - <see cref="Ln2"/>.</summary>
    public const float Ln2Rest = -1.9046542e-9f;

    /// <summary>1.5·2²³: a sum with it is rounded to an integer, which its low bits hold.</summary>
    public const float Rounder = 12582912;

    // ln 2 in 12 bits and the rest.
    private const float Ln2High = 0.693115234f;
    private const float Ln2Low = 3.19461833e-5f;

    private const double Evened = 0.034517797;

    // Half of the least denormal number lies between e to the power of this and 0.
    private const float Least = -104;

    // The result of negative x is computed 2 to the power of this too large; a power of 2, for the shift of a sign.
    private const int Lift = 32;

    /// <summary>x = eˣ, for a single vector of numbers that are not above 0.</summary>
    public static void EmitNegative(VectorAssembler asm, Vec x, Vec power, Vec t)
    {
        var b = new VectorBatch(asm, 1);
        b.ClampBelow([x], Least, [t]);
        Reduce(b, [x], 127 + Lift, [power], [t]);
        Grow(b, [x], [power], [t]);
        b.Mul([x], [x], (float)Math.ScaleB(1, -Lift));
    }

    /// <summary>x = eˣ.</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        Vec[] power = t[0], q = t[1], sign = t[2];
        b.Clamp(x, Least, 89, q);
        // -Lift in the place of the exponent for negative numbers, else 0.
        b.ShiftRightSigned(sign, x, 31);
        b.ShiftLeft(sign, sign, 23 + BitOperations.Log2(Lift));
        Reduce(b, x, 126, power, q);
        b.SubI(power, power, sign);
        Grow(b, x, power, q);
        b.Broadcast(q, 2f);
        b.AddI(q, q, sign);
        b.Mul(x, x, q);
    }

    // x = power·eˣ.
    private static void Grow(VectorBatch b, Vec[] x, Vec[] power, Vec[] q)
    {
        Polynomial(b, q, x, 1);
        b.Mul(x, x, power);
        b.Horner(x, q, power);
    }

    /// <summary>x = x - n·ln 2/L with n the integer nearest to L·x/ln 2, and <paramref name="power"/> = scale · 2^(n/L + bias -
    /// 127).</summary>
    public static void Reduce(VectorBatch b, Vec[] x, int bias, Vec[] power, Vec[] t, float scale = 1)
    {
        int lanes = b.Asm.Lanes, bits = BitOperations.Log2((uint)lanes);
        float rounder = Rounder + bias * lanes;
        b.Broadcast(power, rounder);
        b.Fma(power, x, Log2E * lanes);
        b.Add(t, power, -rounder);
        b.Fma(x, t, -Ln2High / lanes);
        b.Fma(x, t, -Ln2Low / lanes);
        // The bits of the fraction, which the shift puts into the mantissa, are taken off in the table.
        var table = new float[lanes];
        for (int i = 0; i < lanes; i++)
            table[i] = BitConverter.Int32BitsToSingle(
                BitConverter.SingleToInt32Bits((float)(scale * Math.Pow(2, (double)i / lanes))) - (127 << 23) - (i << (23 - bits)));
        b.Lookup(t, table, power);
        b.ShiftLeft(power, power, 23 - bits);
        b.AddI(power, power, t);
    }

    /// <summary>q = scale · (eʳ - 1)/r, or its negative for <paramref name="sign"/> -1 and x = -r. Four lanes, whose table is short, take
    /// one degree more.</summary>
    public static void Polynomial(VectorBatch b, Vec[] q, Vec[] x, int sign, double scale = 1)
    {
        int lanes = b.Asm.Lanes;
        double square = lanes < 8 ? 0.5 : 0.5 + Evened * Math.Pow(Math.Log(2) / (2 * lanes), 2);
        b.Broadcast(q, (float)(scale * (lanes < 8 ? 1 / 24.0 : sign / 6.0)));
        if (lanes < 8) b.Horner(q, x, (float)(scale * sign / 6));
        b.Horner(q, x, (float)(scale * square));
        b.Horner(q, x, (float)(scale * sign));
    }
}
