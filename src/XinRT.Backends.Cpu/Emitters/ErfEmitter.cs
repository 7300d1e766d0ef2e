using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the Gauss error function.</summary>
/// <remarks><c>erf|x| = 1 - e^(-|x|·W(|x|))</c>, where W = -ln(1 - erf x)/x is so smooth that a polynomial of degree 8 serves from
/// 0 to 4, beyond which the result is 1. It is fitted for the relative error of the result, which hardly depends on W where
/// that is near 1. 25 operations and no division. Largest error 2.9 ulp, mean 0.24.</remarks>
internal static class ErfEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses.</summary>
    public const int Temporaries = 3;

    private static ReadOnlySpan<float> Coefficients =>
    [
        -1.1283792f, -0.6366194f, -0.10277781f, 0.019153018f, 0.0001604937f, -0.0016671340f, 0.00063289974f, -0.000117660045f,
        9.258493e-6f,
    ];

    /// <summary>x = erf x.</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        var y = t[2];
        asm.Abs(y, x);
        asm.Broadcast(t[0], 4f);
        asm.Min(y, t[0], y);
        PolynomialEmitter.Emit(asm, t[1], y, Coefficients);
        asm.Mul(y, y, t[1]);
        Expm1Emitter.EmitParts(asm, y, t[0], t[1]);
        asm.Broadcast(y, 1f);
        asm.Sub(y, y, t[0]);
        asm.FmaNegated(y, t[0], t[1]);
        asm.Broadcast(t[0], int.MinValue);
        asm.And(x, x, t[0]);
        asm.Or(x, x, y);
    }
}
