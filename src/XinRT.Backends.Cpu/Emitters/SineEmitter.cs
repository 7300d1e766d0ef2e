using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits sine and cosine.</summary>
/// <remarks><c>sin x = (-1)ⁿ·sin(x - nπ)</c> with n the nearest integer; π is taken off in three parts, each product exact in the
/// multiply-add. The cosine is the sine of x + π/2: n lies between two integers there. <c>sin r = r + r³·S(r²)</c> with S of
/// degree 3 on |r| ≤ π/2 (fitted as in <see cref="ExpEmitter"/>). Up to 10⁵ the largest error is 1.8 ulp (of the result, also near
/// its zeros but for those of the cosine beyond some hundreds); from 10⁶ on n is no longer exact and the result only stays within
/// [-1, 1].</remarks>
internal static class SineEmitter
{
    /// <summary>Registers that the functions use.</summary>
    public const int Temporaries = 3;

    private static ReadOnlySpan<float> Coefficients => [-0.1666666f, 0.008333065f, -0.00019809479f, 2.6054813e-6f];

    /// <summary>x = sin x.</summary>
    public static void EmitSin(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        asm.Broadcast(t[0], ExpEmitter.Rounder);
        asm.FmaBroadcast(t[0], x, PolynomialEmitter.One(asm, 1 / MathF.PI));
        asm.Add(t[1], t[0], PolynomialEmitter.Full(asm, -ExpEmitter.Rounder));
        Emit(asm, x, t);
    }

    /// <summary>x = cos x.</summary>
    public static void EmitCos(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        asm.Broadcast(t[0], 0.5f);
        asm.FmaBroadcast(t[0], x, PolynomialEmitter.One(asm, 1 / MathF.PI));
        asm.Add(t[0], t[0], PolynomialEmitter.Full(asm, ExpEmitter.Rounder));
        asm.Add(t[1], t[0], PolynomialEmitter.Full(asm, -ExpEmitter.Rounder));
        asm.Add(t[1], t[1], PolynomialEmitter.Full(asm, -0.5f));
        Emit(asm, x, t);
    }

    // With n (or n - 1/2) in t[1] and its lowest bit in that of t[0].
    private static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        foreach (float part in (ReadOnlySpan<float>)[3.14159274f, -8.74227766e-8f, -3.43024902e-15f])
            asm.FmaBroadcast(x, t[1], PolynomialEmitter.One(asm, -part));
        PolynomialEmitter.Clamp(asm, x, -1.5707964f, 1.5707964f, t[1]);
        asm.ShiftLeft(t[0], t[0], 31);
        asm.Mul(t[1], x, x);
        PolynomialEmitter.Emit(asm, t[2], t[1], Coefficients);
        asm.Mul(t[1], t[1], x);
        asm.Fma(x, t[1], t[2]);
        asm.Xor(x, x, t[0]);
    }
}
