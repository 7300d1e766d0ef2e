using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the logistic function 1/(1 + e⁻ˣ).</summary>
/// <remarks>As <see cref="ExpEmitter"/>, with the sign worked into the constants: the polynomial is in -r, and one multiply-add
/// gives 1 + e⁻ˣ. Degree 6, since the sum and the quotient add errors of their own. 15 operations, one of them a division.
/// Largest error 2.4 ulp, mean 0.25. Below -88.7 the result is 0.</remarks>
internal static class SigmoidEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses.</summary>
    public const int Temporaries = 2;

    private static ReadOnlySpan<float> Coefficients => [2, -2, 0.9999999f, -0.3333286f, 0.08333601f, -0.016748391f, 0.0027687214f];

    /// <summary>x = 1/(1 + e⁻ˣ).</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        const float Rounder = ExpEmitter.Rounder + 126;
        PolynomialEmitter.Clamp(asm, x, -89, 87.5f, t[0]);
        asm.Broadcast(t[0], Rounder);
        asm.FmaBroadcast(t[0], x, PolynomialEmitter.One(asm, -ExpEmitter.Log2E));
        asm.Add(t[1], t[0], PolynomialEmitter.Full(asm, -Rounder));
        asm.FmaBroadcast(x, t[1], PolynomialEmitter.One(asm, ExpEmitter.Ln2));
        asm.FmaBroadcast(x, t[1], PolynomialEmitter.One(asm, ExpEmitter.Ln2Rest));
        PolynomialEmitter.Emit(asm, t[1], x, Coefficients);
        asm.ShiftLeft(t[0], t[0], 23);
        asm.HornerBroadcast(t[1], t[0], PolynomialEmitter.One(asm, 1));
        asm.Broadcast(x, 1f);
        asm.Div(x, x, t[1]);
    }
}
