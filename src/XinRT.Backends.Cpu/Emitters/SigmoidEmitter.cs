using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the logistic function 1/(1 + e⁻ˣ).</summary>
/// <remarks>With p = 2^(k/L) and r as in <see cref="ExpEmitter"/> it is <c>p/(p + e⁻ʳ)</c>, where the denominator is
/// <c>1 + (p + r·Q(r))</c>: no product with p is needed, and one sum is exact or small. Both parts of the quotient are multiplied by a
/// number just below 1, which costs nothing and makes the table's entries lie closer to numbers that exist. 15 operations, 6 of them
/// multiplications, and a division, which on Zen 5 takes a multiplier no longer than two products do: less than an estimate of the
/// reciprocal and its correction. Largest error 1.97 ulp. From 30 on the result is 1; what is denormal, below -87.34, is 0 where
/// denormals are flushed, and elsewhere off by at most 7e-39.</remarks>
internal static class SigmoidEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 2;

    /// <summary>Registers that <see cref="EmitProduct"/> uses for each member.</summary>
    public const int ProductTemporaries = Temporaries + 1;

    // The best within some hundred steps for tables of 4, 8 and 16 entries.
    private const float Scale = 1 - 9f / (1 << 24);

    /// <summary>x = 1/(1 + e⁻ˣ).</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Clamp(x, -Bound(b), 30, t[1]);
        EmitWithin(b, x, t[0], t[1]);
    }

    /// <summary>x = x/(1 + e⁻ˣ). The factor keeps a NaN, so the argument of the function may lose it.</summary>
    public static void EmitProduct(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Move(t[2], x);
        b.ClampMagnitude(x, Bound(b), t[1]);
        EmitWithin(b, x, t[0], t[1]);
        b.Mul(x, x, t[2]);
    }

    // One entry further down the scaled power of 2 would have the bits of a NaN.
    private static float Bound(VectorBatch b) => (127 - 1f / b.Asm.Lanes) * ExpEmitter.Ln2;

    private static void EmitWithin(VectorBatch b, Vec[] x, Vec[] power, Vec[] q)
    {
        ExpEmitter.Reduce(b, x, 127, power, q, Scale);
        ExpEmitter.Polynomial(b, q, x, -1, Scale);
        b.Horner(q, x, power);
        b.Add(q, q, Scale);
        b.Div(x, power, q);
    }
}
