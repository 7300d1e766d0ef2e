namespace XinRT.Backends.Cpu.Asm;

/// <summary>The registers that generators may use.</summary>
/// <param name="Lanes">32-bit lanes of a vector.</param>
/// <param name="Vecs">Vector registers.</param>
/// <param name="Gprs">64-bit general registers.</param>
/// <param name="Masks">Mask registers; 0 where masks take vector registers.</param>
public readonly record struct RegisterFile(int Lanes, int Vecs, int Gprs, int Masks)
{
    /// <summary>x86-64 with AVX2: a vector and two general registers are for inner use.</summary>
    public static RegisterFile Avx2 { get; } = new(Lanes: 8, Vecs: 15, Gprs: 14, Masks: 0);

    /// <summary>x86-64 with AVX-512: as <see cref="Avx2"/>; a mask too is for inner use, and one means
    /// none.</summary>
    public static RegisterFile Avx512 { get; } = new(Lanes: 16, Vecs: 31, Gprs: 14, Masks: 6);

    /// <summary>Variables of a method instead of general registers and masks.</summary>
    public static RegisterFile Portable(int lanes, int vecs) => new(lanes, vecs, Gprs: 14, Masks: 6);
}
