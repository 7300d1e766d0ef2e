namespace XinRT.Backends.Cpu.Asm;

/// <summary>Where prefetched data should go.</summary>
public enum PrefetchTarget
{
    /// <summary>All cache levels.</summary>
    L1,

    /// <summary>The second level and beyond.</summary>
    L2,

    /// <summary>The first level, to be written.</summary>
    Write,
}
