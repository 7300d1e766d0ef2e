namespace XinRT.Backends.Cpu.Asm;

/// <summary>What lies in memory where a vector of 32-bit lanes is loaded or stored.</summary>
public enum LaneFormat
{
    /// <summary>32 bits, moved as they are.</summary>
    Bits32,

    /// <summary>Unsigned bytes, widened to int32; stored with saturation.</summary>
    U8,

    /// <summary>Signed bytes, widened to int32; stored with saturation.</summary>
    I8,

    /// <summary>Bfloat16, widened to float32; stored rounded to nearest even.</summary>
    BF16,

    /// <summary>IEEE half precision, widened to float32; stored rounded to nearest even.</summary>
    F16,
}
