using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits a to the power of b.</summary>
/// <remarks><c>|a|ᵇ = e^(b·ln|a|)</c> with the logarithm and the product in two parts each, so that the error does not grow with
/// the exponent: a few ulp, up to 16 where the result is huge and a near 1. Negative bases take the sign of odd powers and give NaN
/// for broken ones; 0 gives 0, 1 or ∞. Denormal bases count as 0. Powers of -1 and of -∞ by an infinite or broken exponent are NaN
/// here.</remarks>
internal static class PowEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses, besides a mask.</summary>
    public const int Temporaries = 6;

    /// <summary>a = aᵇ.</summary>
    public static void Emit(VectorAssembler asm, Vec a, Vec b, ReadOnlySpan<Vec> t)
    {
        Vec size = t[0], k = t[1], f = t[2], d = t[3], high = t[4], z = t[5];
        asm.Abs(size, a);
        asm.Broadcast(z, LogEmitter.RootHalfBits);
        asm.SubI(k, size, z);
        asm.ShiftRightSigned(k, k, 23);
        asm.ShiftLeft(f, k, 23);
        asm.SubI(f, size, f);
        asm.ToFloat(k, k);
        asm.Add(f, f, PolynomialEmitter.Full(asm, -1));
        PolynomialEmitter.Emit(asm, d, f, LogEmitter.Coefficients);
        asm.HornerBroadcast(d, f, PolynomialEmitter.One(asm, -0.5f));
        asm.Mul(d, d, f);
        asm.Mul(d, d, f);
        // ln(1 + f) = f + d as high + d.
        asm.Add(high, f, d);
        asm.Sub(f, high, f);
        asm.Sub(d, d, f);
        // The first part of ln 2 is so short that its product with k is exact.
        asm.Mul(z, k, PolynomialEmitter.Full(asm, 0.693359375f));
        asm.FmaBroadcast(d, k, PolynomialEmitter.One(asm, -2.12194440e-4f));
        asm.Add(f, z, high);
        asm.Sub(z, f, z);
        asm.Sub(high, high, z);
        asm.Add(d, d, high);
        // The second part of k·ln 2 was not small.
        asm.Add(high, f, d);
        asm.Sub(f, high, f);
        asm.Sub(d, d, f);
        asm.Move(f, high);
        var mask = asm.NewMask();
        asm.Broadcast(z, float.PositiveInfinity);
        asm.Compare(mask, size, Condition.Less, z);
        asm.Select(f, mask, f, size);
        asm.Broadcast(z, 1.17549435e-38f);
        asm.Compare(mask, size, Condition.Less, z);
        asm.Broadcast(z, float.NegativeInfinity);
        asm.Select(f, mask, z, f);

        // b·(f + d) as z + d.
        asm.Mul(d, d, b);
        asm.Mul(z, b, f);
        asm.Neg(k, z);
        asm.Fma(k, b, f);
        asm.Add(d, d, k);
        asm.Zero(f);
        asm.Compare(mask, d, Condition.Equal, d);
        asm.Select(d, mask, d, f);
        ExpEmitter.Emit(asm, z, [k, high]);
        asm.Add(d, d, PolynomialEmitter.Full(asm, 1));
        asm.Mul(d, d, z);

        EmitSigns(asm, a, b, d, mask, [f, k, high, z]);
        asm.Free(mask);
    }

    // The power of the absolute value becomes that of a.
    private static void EmitSigns(VectorAssembler asm, Vec a, Vec b, Vec power, Mask mask, ReadOnlySpan<Vec> t)
    {
        asm.ToInt(t[0], b);
        asm.ShiftLeft(t[0], t[0], 31);
        asm.Xor(t[0], t[0], power);
        asm.Round(t[1], b, Rounding.Nearest);
        asm.Compare(mask, t[1], Condition.NotEqual, b);
        asm.Broadcast(t[1], float.NaN);
        asm.Select(t[0], mask, t[1], t[0]);
        asm.Zero(t[1]);
        asm.Compare(mask, a, Condition.Less, t[1]);
        asm.Select(power, mask, t[0], power);
        asm.Broadcast(t[0], 1f);
        asm.Compare(mask, b, Condition.Equal, t[1]);
        asm.Select(power, mask, t[0], power);
        asm.Compare(mask, a, Condition.Equal, t[0]);
        asm.Select(a, mask, t[0], power);
    }
}
