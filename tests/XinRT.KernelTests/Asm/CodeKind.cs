namespace XinRT.KernelTests.Asm;

/// <summary>What an assembler under test makes.</summary>
public enum CodeKind
{
    /// <summary>Machine code for 8 lanes.</summary>
    Avx2,

    /// <summary>Machine code for 16 lanes.</summary>
    Avx512,

    /// <summary>IL for 4 lanes.</summary>
    Il4,

    /// <summary>IL for 8 lanes.</summary>
    Il8,

    /// <summary>IL for 16 lanes.</summary>
    Il16,

    /// <summary>IL for 4 lanes that every processor runs.</summary>
    Neutral4,

    /// <summary>IL for 8 lanes that every processor runs.</summary>
    Neutral8,

    /// <summary>IL for 16 lanes that every processor runs.</summary>
    Neutral16,

    /// <summary>IL for 8 lanes in many small methods.</summary>
    Parts8,
}
