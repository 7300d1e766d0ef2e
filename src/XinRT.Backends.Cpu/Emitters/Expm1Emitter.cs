using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>The parts of eʸ - 1 = s·p + (s - 1), exact also near 0: what <see cref="TanhEmitter"/> and <see cref="ErfEmitter"/>
/// have in common.</summary>
/// <remarks>s = 2ⁿ, p = eʳ - 1 = r + r²·Q(r) on |r| ≤ ln 2/2; Q is the best polynomial of degree 4 (as in
/// <see cref="ExpEmitter"/>). For n = 0, which is where the result is small, r is y itself and s - 1 is 0. |y| must stay below
/// 80; ln 2 is taken off in one part, which is enough where n counts.</remarks>
internal static class Expm1Emitter
{
    private static ReadOnlySpan<float> Coefficients => [0.49999997f, 0.16666543f, 0.0416672f, 0.00836658f, 0.001388251f];

    /// <summary>Sets s and p; changes y.</summary>
    public static void EmitParts(VectorAssembler asm, Vec y, Vec s, Vec p)
    {
        const float Rounder = ExpEmitter.Rounder + 127;
        asm.Broadcast(s, Rounder);
        asm.FmaBroadcast(s, y, PolynomialEmitter.One(asm, ExpEmitter.Log2E));
        asm.Add(p, s, PolynomialEmitter.Full(asm, -Rounder));
        asm.FmaBroadcast(y, p, PolynomialEmitter.One(asm, -ExpEmitter.Ln2));
        PolynomialEmitter.Emit(asm, p, y, Coefficients);
        asm.Mul(p, p, y);
        asm.Horner(p, y, y);
        asm.ShiftLeft(s, s, 23);
    }
}
