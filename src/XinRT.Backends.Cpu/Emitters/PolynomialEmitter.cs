using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Constants and polynomials as memory operands, so that they take no registers.</summary>
internal static class PolynomialEmitter
{
    /// <summary>One number in memory, for instructions that spread it over all lanes.</summary>
    public static Mem One(VectorAssembler asm, float value) => asm.Table([value]);

    /// <summary>A whole vector of a number in memory.</summary>
    public static Mem Full(VectorAssembler asm, float value)
    {
        Span<float> lanes = stackalloc float[asm.Lanes];
        lanes.Fill(value);
        return asm.Table(lanes);
    }

    /// <summary>d = c₀ + c₁·x + c₂·x² + …, by Horner's rule.</summary>
    public static void Emit(VectorAssembler asm, Vec d, Vec x, ReadOnlySpan<float> coefficients)
    {
        asm.Broadcast(d, coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--) asm.HornerBroadcast(d, x, One(asm, coefficients[i]));
    }

    /// <summary>x = x within the bounds; a NaN stays.</summary>
    public static void Clamp(VectorAssembler asm, Vec x, float low, float high, Vec t)
    {
        asm.Broadcast(t, high);
        asm.Min(x, t, x);
        asm.Broadcast(t, low);
        asm.Max(x, t, x);
    }
}
