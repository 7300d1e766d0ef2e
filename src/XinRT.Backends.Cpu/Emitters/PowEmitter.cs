using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits a to the power of b.</summary>
/// <remarks><c>|a|ᵇ = e^(b·ln|a|)</c> with the logarithm and the product in two parts each, so that the error does not grow with
/// the exponent: a few ulp, up to 16 where the result is huge and a near 1. Negative bases take the sign of odd powers and give NaN
/// for broken ones; 0 gives 0, 1 or ∞. Denormal bases count as 0. Powers of -1 by an infinite exponent are NaN
/// here.</remarks>
internal static class PowEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member, besides a mask.</summary>
    public const int Temporaries = 6;

    /// <summary>a = aᵇ.</summary>
    public static void Emit(VectorBatch batch, Vec[] a, Vec[] b, ReadOnlySpan<Vec[]> t)
    {
        Vec[] size = t[0], k = t[1], f = t[2], d = t[3], high = t[4], z = t[5];
        batch.Abs(size, a);
        batch.Broadcast(z, LogEmitter.RootHalfBits);
        batch.SubI(k, size, z);
        batch.ShiftRightSigned(k, k, 23);
        batch.ShiftLeft(f, k, 23);
        batch.SubI(f, size, f);
        batch.ToFloat(k, k);
        batch.Add(f, f, -1);
        batch.Polynomial(d, f, LogEmitter.Coefficients);
        batch.Horner(d, f, -0.5f);
        batch.Mul(d, d, f);
        batch.Mul(d, d, f);
        // ln(1 + f) = f + d as high + d.
        batch.Add(high, f, d);
        batch.Sub(f, high, f);
        batch.Sub(d, d, f);
        // The first part of ln 2 is so short that its product with k is exact.
        batch.Mul(z, k, 0.693359375f);
        batch.Fma(d, k, -2.12194440e-4f);
        batch.Add(f, z, high);
        batch.Sub(z, f, z);
        batch.Sub(high, high, z);
        batch.Add(d, d, high);
        // The second part of k·ln 2 was not small.
        batch.Add(high, f, d);
        batch.Sub(f, high, f);
        batch.Sub(d, d, f);
        batch.Move(f, high);
        var mask = batch.NewMasks();
        batch.Broadcast(z, float.PositiveInfinity);
        batch.Compare(mask, size, Condition.Less, z);
        batch.Select(f, mask, f, size);
        batch.Broadcast(z, 1.17549435e-38f);
        batch.Compare(mask, size, Condition.Less, z);
        batch.Broadcast(z, float.NegativeInfinity);
        batch.Select(f, mask, z, f);

        // b·(f + d) as z + d.
        batch.Mul(d, d, b);
        batch.Mul(z, b, f);
        batch.Neg(k, z);
        batch.Fma(k, b, f);
        batch.Add(d, d, k);
        batch.Broadcast(f, 0);
        batch.Compare(mask, d, Condition.Equal, d);
        batch.Select(d, mask, d, f);
        ExpEmitter.Emit(batch, z, [k, high, f]);
        batch.Add(d, d, 1);
        batch.Mul(d, d, z);

        EmitSigns(batch, a, b, d, mask, [f, k, high, z]);
        batch.Free(mask);
    }

    // The power of the absolute value becomes that of a.
    private static void EmitSigns(VectorBatch batch, Vec[] a, Vec[] b, Vec[] power, Mask[] mask, ReadOnlySpan<Vec[]> t)
    {
        batch.ToInt(t[0], b);
        batch.ShiftLeft(t[0], t[0], 31);
        batch.Xor(t[0], t[0], power);
        // Broken powers of -∞ are those of ∞.
        batch.Broadcast(t[2], float.NaN);
        batch.Broadcast(t[3], float.NegativeInfinity);
        batch.Compare(mask, a, Condition.Equal, t[3]);
        batch.Select(t[2], mask, power, t[2]);
        batch.Round(t[1], b, Rounding.Nearest);
        batch.Compare(mask, t[1], Condition.NotEqual, b);
        batch.Select(t[0], mask, t[2], t[0]);
        batch.Broadcast(t[1], 0);
        batch.Compare(mask, a, Condition.Less, t[1]);
        batch.Select(power, mask, t[0], power);
        batch.Broadcast(t[0], 1f);
        batch.Compare(mask, b, Condition.Equal, t[1]);
        batch.Select(power, mask, t[0], power);
        batch.Compare(mask, a, Condition.Equal, t[0]);
        batch.Select(a, mask, t[0], power);
    }
}
