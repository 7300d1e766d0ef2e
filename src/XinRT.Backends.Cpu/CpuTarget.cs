using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>The processor that code is made for, as generators see it.</summary>
/// <param name="Isa">Instruction set of the generated code.</param>
/// <param name="Threads">Workers of one context.</param>
/// <param name="L1Bytes">First-level data cache of a core.</param>
/// <param name="L2Bytes">Second-level cache of a core.</param>
/// <param name="L3Bytes">Last-level cache that the workers share.</param>
internal sealed record CpuTarget(CpuIsa Isa, int Threads, long L1Bytes, long L2Bytes, long L3Bytes)
{
    /// <summary>Registers that generators may use.</summary>
    public RegisterFile Registers { get; init; } = Isa switch
    {
        CpuIsa.Avx512 => RegisterFile.Avx512,
        CpuIsa.Avx2 => RegisterFile.Avx2,
        _ => PortableVectors.Registers,
    };

    /// <summary>What the code may use: at first what every processor with the instruction set has.</summary>
    public CpuFeatures Features { get; init; } = Isa == CpuIsa.Avx512
        ? CpuFeatures.MaskRegisters | CpuFeatures.BroadcastOperands | CpuFeatures.PairPermutes : CpuFeatures.None;

    /// <summary>32-bit lanes of a vector.</summary>
    public int Lanes => Registers.Lanes;

    /// <summary>Vector registers a generator may use.</summary>
    public int Vecs => Registers.Vecs;

    /// <summary>Whether portable code keeps to vector instructions that every processor has.</summary>
    public bool IsNeutral { get; init; }

    /// <summary>Rough float32 FLOPs per second of one core, for estimates of time only.</summary>
    public double Flops => Lanes * 9.4e9;

    /// <summary>Bytes of constants that the second-level cache may still hold from one run to the next, in which other
    /// layers use it: more are taken to come from beyond.</summary>
    public long WarmConstants => L2Bytes / 16;

    /// <summary>Rough bytes per second that one core moves from the cache beyond its own, for estimates of time
    /// only.</summary>
    public double BytesPerSecond { get; init; } = 20e9;

    /// <summary>Whether the code may use all of some features.</summary>
    public bool Has(CpuFeatures features) => (Features & features) == features;
}
