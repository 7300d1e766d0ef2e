using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the hyperbolic tangent.</summary>
/// <remarks>
/// <para><c>tanh x = m/(m + 2)</c> with <c>m = eʸ - 1 = s·p + (s - 1)</c>, y = 2x; beyond ±10 it is ±1. s = 2ⁿ and
/// p = eʳ - 1 = r + r²·Q(r) on |r| ≤ ln 2/2, with Q the best polynomial of degree 4 (as in <see cref="ExpEmitter"/>). For n = 0, which
/// is where the result is small, r is y itself and s - 1 is 0, so that nothing cancels; ln 2 is taken off in one part, which is
/// enough where n counts.</para>
/// <para>18 operations, one of them a division. Largest error 2.5 ulp, mean 0.39; -0 gives +0. A rational function takes five
/// operations less, but errs by 4.5 ulp.</para>
/// </remarks>
internal static class TanhEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses.</summary>
    public const int Temporaries = 2;

    private static ReadOnlySpan<float> Coefficients => [0.49999997f, 0.16666543f, 0.0416672f, 0.00836658f, 0.001388251f];

    /// <summary>x = tanh x.</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        const float Rounder = ExpEmitter.Rounder + 127;
        Vec s = t[0], p = t[1];
        PolynomialEmitter.Clamp(asm, x, -10, 10, s);
        asm.Add(x, x, x);
        asm.Broadcast(s, Rounder);
        asm.FmaBroadcast(s, x, PolynomialEmitter.One(asm, ExpEmitter.Log2E));
        asm.Add(p, s, PolynomialEmitter.Full(asm, -Rounder));
        asm.FmaBroadcast(x, p, PolynomialEmitter.One(asm, -ExpEmitter.Ln2));
        PolynomialEmitter.Emit(asm, p, x, Coefficients);
        asm.Mul(p, p, x);
        asm.Horner(p, x, x);
        asm.ShiftLeft(s, s, 23);
        asm.Add(x, s, PolynomialEmitter.Full(asm, -1));
        asm.Fma(x, s, p);
        asm.Add(s, x, PolynomialEmitter.Full(asm, 2));
        asm.Div(x, x, s);
    }
}
