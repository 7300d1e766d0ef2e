namespace XinRT.Backends.Cpu;

/// <summary>Instruction sets that code is generated for.</summary>
public enum CpuIsa
{
    /// <summary>Whatever .NET compiles its vectors to.</summary>
    Portable,

    /// <summary>AVX2 and FMA: 256-bit vectors, 16 registers.</summary>
    Avx2,

    /// <summary>AVX-512 F, BW, DQ, VL: 512-bit vectors, 32 registers, masks.</summary>
    Avx512,
}
