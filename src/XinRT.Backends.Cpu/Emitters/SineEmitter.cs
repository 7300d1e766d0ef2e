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
    /// <summary>Registers that the functions use for each member.</summary>
    public const int Temporaries = 3;

    private static ReadOnlySpan<float> Coefficients => [-0.1666666f, 0.008333065f, -0.00019809479f, 2.6054813e-6f];

    /// <summary>x = sin x.</summary>
    public static void EmitSin(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Broadcast(t[0], ExpEmitter.Rounder);
        b.Fma(t[0], x, 1 / MathF.PI);
        b.Add(t[1], t[0], -ExpEmitter.Rounder);
        Emit(b, x, t);
    }

    /// <summary>x = cos x.</summary>
    public static void EmitCos(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Broadcast(t[0], 0.5f);
        b.Fma(t[0], x, 1 / MathF.PI);
        b.Add(t[0], t[0], ExpEmitter.Rounder);
        b.Add(t[1], t[0], -ExpEmitter.Rounder);
        b.Add(t[1], t[1], -0.5f);
        Emit(b, x, t);
    }

    // With n (or n - 1/2) in t[1] and its lowest bit in that of t[0].
    private static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        foreach (float part in (ReadOnlySpan<float>)[3.14159274f, -8.74227766e-8f, -3.43024902e-15f])
            b.Fma(x, t[1], -part);
        b.Clamp(x, -1.5707964f, 1.5707964f, t[1]);
        b.ShiftLeft(t[0], t[0], 31);
        b.Mul(t[1], x, x);
        b.Polynomial(t[2], t[1], Coefficients);
        b.Mul(t[1], t[1], x);
        b.Fma(x, t[1], t[2]);
        b.Xor(x, x, t[0]);
    }
}
