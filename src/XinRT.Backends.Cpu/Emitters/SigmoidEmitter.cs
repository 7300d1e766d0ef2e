using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the logistic function 1/(1 + e⁻ˣ).</summary>
/// <remarks>With p = 2^(k/L) and r as in <see cref="ExpEmitter"/> it is <c>p/(p + e⁻ʳ)</c>, where the denominator is
/// <c>1 + (p + r·Q(r))</c>: no product with p is needed, and one sum is exact or small. 15 operations, 6 of them multiplications,
/// and a division, which on Zen 5 takes a multiplier no longer than two products do: less than an estimate of the reciprocal and its
/// correction. Largest error 2.2 ulp, 2.3 with four lanes. From 30 on the result is 1, below -88 it is 0.</remarks>
internal static class SigmoidEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 2;

    /// <summary>Registers that <see cref="EmitProduct"/> uses for each member.</summary>
    public const int ProductTemporaries = Temporaries + 1;

    /// <summary>x = 1/(1 + e⁻ˣ).</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Clamp(x, -127 * ExpEmitter.Ln2, 30, t[1]);
        EmitWithin(b, x, t[0], t[1]);
    }

    /// <summary>x = x/(1 + e⁻ˣ). The factor keeps a NaN, which the argument of the function therefore may lose.</summary>
    public static void EmitProduct(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        b.Move(t[2], x);
        b.ClampMagnitude(x, 127 * ExpEmitter.Ln2, t[1]);
        EmitWithin(b, x, t[0], t[1]);
        b.Mul(x, x, t[2]);
    }

    private static void EmitWithin(VectorBatch b, Vec[] x, Vec[] power, Vec[] q)
    {
        ExpEmitter.Reduce(b, x, 127, power, q);
        ExpEmitter.Polynomial(b, q, x, -1);
        b.Horner(q, x, power);
        b.Add(q, q, 1);
        b.Div(x, power, q);
    }
}
