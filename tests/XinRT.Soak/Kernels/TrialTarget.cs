namespace XinRT.Soak.Kernels;

/// <summary>What the kernels of a case are made for.</summary>
internal enum TrialTarget
{
    /// <summary>Portable code for the widest vectors at hand.</summary>
    Portable,

    /// <summary>AVX2.</summary>
    Avx2,

    /// <summary>AVX-512.</summary>
    Avx512,

    /// <summary>Portable code as ARM64 gets it: 32 registers of four lanes.</summary>
    Portable128,
}
