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
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 3;

    private static ReadOnlySpan<float> Coefficients => [0.49999997f, 0.16666543f, 0.0416672f, 0.00836658f, 0.001388251f];

    /// <summary>x = tanh x.</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        const float Rounder = ExpEmitter.Rounder + 127;
        Vec[] s = t[0], p = t[1], y = t[2];
        // y = 2|x|, and x its sign.
        b.Abs(y, x);
        b.Xor(x, x, y);
        b.ClampAbove(y, 10, s);
        b.Add(y, y, y);
        b.Broadcast(s, Rounder);
        b.Fma(s, y, ExpEmitter.Log2E);
        b.Add(p, s, -Rounder);
        b.Fma(y, p, -ExpEmitter.Ln2);
        b.Polynomial(p, y, Coefficients);
        b.Mul(p, p, y);
        b.Horner(p, y, y);
        b.ShiftLeft(s, s, 23);
        b.Add(y, s, -1);
        b.Fma(y, s, p);
        b.Add(s, y, 2);
        b.Div(y, y, s);
        b.Or(x, x, y);
    }
}
