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

    // The best within some hundred steps for tables of 4, 8 and 16 entries.
    private const float Scale = 1 - 9f / (1 << 24);

    /// <summary>x = 1/(1 + e⁻ˣ).</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        Vec[] power = t[0], q = t[1];
        // One entry further down the scaled power of 2 would have the bits of a NaN.
        b.Clamp(x, (1f / b.Asm.Lanes - 127) * ExpEmitter.Ln2, 30, q);
        ExpEmitter.Reduce(b, x, 127, power, q, Scale);
        ExpEmitter.Polynomial(b, q, x, -1, Scale);
        b.Horner(q, x, power);
        b.Add(q, q, Scale);
        b.Div(x, power, q);
    }
}
