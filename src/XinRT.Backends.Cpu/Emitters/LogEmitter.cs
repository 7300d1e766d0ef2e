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
    /// <summary>Registers that <see cref="Emit"/> uses for each member, besides a mask.</summary>
    public const int Temporaries = 3;

    /// <summary>Registers that <see cref="EmitLog1p"/> uses for each member, besides a mask.</summary>
    public const int Log1pTemporaries = 4;

    /// <summary>The bits of √½.</summary>
    public const int RootHalfBits = 0x3f3504f3;

    /// <summary>P.</summary>
    public static ReadOnlySpan<float> Coefficients =>
    [
        0.33333331f, -0.25000823f, 0.20001227f, -0.16623354f, 0.14201747f, -0.13160208f, 0.12761678f, -0.076345578f,
    ];

    /// <summary>x = ln x.</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var mask = b.NewMasks();
        b.Broadcast(t[0], 1.17549435e-38f);
        b.Compare(mask, x, Condition.Less, t[0]);
        b.Mul(t[0], x, 1 << 23);
        b.Select(x, mask, t[0], x);
        b.Broadcast(t[1], RootHalfBits);
        b.SubI(t[0], x, t[1]);
        b.ShiftRightSigned(t[0], t[0], 23);
        b.ShiftLeft(t[1], t[0], 23);
        b.SubI(t[1], x, t[1]);
        b.ToFloat(t[0], t[0]);
        b.Add(t[2], t[0], -23);
        b.Select(t[0], mask, t[2], t[0]);
        b.Add(t[1], t[1], -1);
        b.Polynomial(t[2], t[1], Coefficients);
        b.Horner(t[2], t[1], -0.5f);
        b.Mul(t[2], t[2], t[1]);
        b.Mul(t[2], t[2], t[1]);
        b.Fma(t[2], t[0], ExpEmitter.Ln2Rest);
        b.Add(t[2], t[2], t[1]);
        b.Fma(t[2], t[0], ExpEmitter.Ln2);

        b.Broadcast(t[0], float.PositiveInfinity);
        b.Compare(mask, x, Condition.Less, t[0]);
        b.Select(t[2], mask, t[2], x);
        // The root is NaN for negative numbers and 0 for 0.
        b.Sqrt(t[1], x);
        b.Sub(t[1], t[1], t[0]);
        b.Broadcast(t[0], 0);
        b.Compare(mask, x, Condition.LessOrEqual, t[0]);
        b.Select(x, mask, t[1], t[2]);
        b.Free(mask);
    }

    /// <summary>x = ln(1 + x).</summary>
    public static void EmitLog1p(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var u = t[3];
        b.Add(u, x, 1);
        b.Add(t[0], u, -1);
        b.Sub(x, x, t[0]);
        b.Div(x, x, u);
        // At -1 and at infinity there is nothing to put back.
        var mask = b.NewMasks();
        b.Broadcast(t[0], 0);
        b.Compare(mask, x, Condition.Equal, x);
        b.Select(x, mask, x, t[0]);
        b.Free(mask);
        Emit(b, u, t);
        b.Add(x, x, u);
    }
}
