namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the hyperbolic tangent.</summary>
/// <remarks>Largest error 1.9 ulp. The quotient of e²ˣ - 1 and e²ˣ + 1 takes fewer operations, one of them a division, but errs by 2.5
/// ulp; a rational function by 4.5.</remarks>
internal static class TanhEmitter
{
    /// <summary>The function.</summary>
    public static PiecewiseEmitter Function { get; } = new(Math.Tanh, 10, [11, 7]);
}
