namespace XinRT.Backends.Cpu;

/// <summary>What some instruction sets, or some processors with one of them, have and others do not.</summary>
[Flags]
internal enum CpuFeatures
{
    /// <summary>Nothing of these.</summary>
    None = 0,

    /// <summary>Masks have registers of their own. Elsewhere a mask takes a vector register.</summary>
    MaskRegisters = 1 << 0,

    /// <summary>One item of memory in all lanes is an operand of arithmetic, without a vector register.</summary>
    BroadcastOperands = 1 << 1,

    /// <summary>One instruction takes lanes out of two vectors.</summary>
    PairPermutes = 1 << 2,

    /// <summary>Dot products of bytes.</summary>
    ByteDots = 1 << 3,

    /// <summary>Dot products of bfloat16.</summary>
    BFloat16Dots = 1 << 4,
}
