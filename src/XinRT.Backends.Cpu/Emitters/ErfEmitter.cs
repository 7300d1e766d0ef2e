using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the Gauss error function.</summary>
/// <remarks><c>erf x = x·P(x²)/Q(x²)</c> with P of degree 6 and Q of degree 4, fitted for the relative error from 0 to 3.92 (least
/// squares with weights renewed until the error levels out); beyond, the result is that at 3.92, which is 1 but for rounding. 15
/// operations, one of them a division. Largest error 5.5 ulp, near ±1; mean 0.43. The function by way of its exponent,
/// <c>1 - exp(-x·W(x))</c>, errs by 3 ulp and takes 25 operations.</remarks>
internal static class ErfEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses.</summary>
    public const int Temporaries = 2;

    private static ReadOnlySpan<float> Numerator =>
    [
        1.1283791f, 0.19992407f, 0.050573252f, 0.0037015742f, 0.00014184842f, -1.9578022e-6f, 1.9923824e-8f,
    ];

    private static ReadOnlySpan<float> Denominator => [1, 0.51050973f, 0.114998206f, 0.014353149f, 0.00095602643f];

    /// <summary>x = erf x.</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        PolynomialEmitter.Clamp(asm, x, -3.92f, 3.92f, t[0]);
        asm.Mul(t[0], x, x);
        PolynomialEmitter.Emit(asm, t[1], t[0], Numerator);
        asm.Mul(x, x, t[1]);
        PolynomialEmitter.Emit(asm, t[1], t[0], Denominator);
        asm.Div(x, x, t[1]);
    }
}
