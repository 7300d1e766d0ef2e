using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the natural logarithm, and that of 1 + x.</summary>
/// <remarks>
/// <para><c>ln x = k·ln 2 + ln(1 + f)</c> with x = 2ᵏ·(1 + f), √½ ≤ 1 + f &lt; √2, split by integer operations on the bits;
/// <c>ln(1 + f) = f - f²/2 + f³·P(f)</c> with P of degree 7 (fitted as in <see cref="ExpEmitter"/>). Denormals are scaled first.
/// 0 gives -∞, negative numbers NaN. Largest error 0.9 ulp.</para>
/// <para><c>ln(1 + x) = ln u + (x - (u - 1))/u</c> with u = 1 + x as rounded: the error of u is put back.</para>
/// </remarks>
internal static class LogEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses, besides a mask.</summary>
    public const int Temporaries = 3;

    /// <summary>Registers that <see cref="EmitLog1p"/> uses, besides a mask.</summary>
    public const int Log1pTemporaries = 4;

    /// <summary>The bits of √½.</summary>
    public const int RootHalfBits = 0x3f3504f3;

    /// <summary>P.</summary>
    public static ReadOnlySpan<float> Coefficients =>
    [
        0.33333331f, -0.25000823f, 0.20001227f, -0.16623354f, 0.14201747f, -0.13160208f, 0.12761678f, -0.076345578f,
    ];

    /// <summary>x = ln x.</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        var mask = asm.NewMask();
        asm.Broadcast(t[0], 1.17549435e-38f);
        asm.Compare(mask, x, Condition.Less, t[0]);
        asm.Mul(t[0], x, PolynomialEmitter.Full(asm, 1 << 23));
        asm.Select(x, mask, t[0], x);
        asm.Broadcast(t[1], RootHalfBits);
        asm.SubI(t[0], x, t[1]);
        asm.ShiftRightSigned(t[0], t[0], 23);
        asm.ShiftLeft(t[1], t[0], 23);
        asm.SubI(t[1], x, t[1]);
        asm.ToFloat(t[0], t[0]);
        asm.Add(t[2], t[0], PolynomialEmitter.Full(asm, -23));
        asm.Select(t[0], mask, t[2], t[0]);
        asm.Add(t[1], t[1], PolynomialEmitter.Full(asm, -1));
        PolynomialEmitter.Emit(asm, t[2], t[1], Coefficients);
        asm.HornerBroadcast(t[2], t[1], PolynomialEmitter.One(asm, -0.5f));
        asm.Mul(t[2], t[2], t[1]);
        asm.Mul(t[2], t[2], t[1]);
        asm.FmaBroadcast(t[2], t[0], PolynomialEmitter.One(asm, ExpEmitter.Ln2Rest));
        asm.Add(t[2], t[2], t[1]);
        asm.FmaBroadcast(t[2], t[0], PolynomialEmitter.One(asm, ExpEmitter.Ln2));

        asm.Broadcast(t[0], float.PositiveInfinity);
        asm.Compare(mask, x, Condition.Less, t[0]);
        asm.Select(t[2], mask, t[2], x);
        // The root is NaN for negative numbers and 0 for 0.
        asm.Sqrt(t[1], x);
        asm.Sub(t[1], t[1], t[0]);
        asm.Zero(t[0]);
        asm.Compare(mask, x, Condition.LessOrEqual, t[0]);
        asm.Select(x, mask, t[1], t[2]);
        asm.Free(mask);
    }

    /// <summary>x = ln(1 + x).</summary>
    public static void EmitLog1p(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        var u = t[3];
        asm.Add(u, x, PolynomialEmitter.Full(asm, 1));
        asm.Add(t[0], u, PolynomialEmitter.Full(asm, -1));
        asm.Sub(x, x, t[0]);
        asm.Div(x, x, u);
        // At -1 and at infinity there is nothing to put back.
        var mask = asm.NewMask();
        asm.Zero(t[0]);
        asm.Compare(mask, x, Condition.Equal, x);
        asm.Select(x, mask, x, t[0]);
        asm.Free(mask);
        Emit(asm, u, t);
        asm.Add(x, x, u);
    }
}
