namespace XinRT.Backends.Cpu.Asm;

/// <summary>A vector register, by its index among those the generator may use.</summary>
public readonly record struct Vec(int Index);

/// <summary>A general register of 64 bits, by its index among those the generator may use.</summary>
public readonly record struct Gpr(int Index);

/// <summary>One truth value for each 32-bit lane. Where the processor has no mask registers it occupies a vector register.</summary>
public readonly record struct Mask(int Index);

/// <summary>A place in code to jump to.</summary>
public readonly record struct Label(int Index);

/// <summary>A memory address: <c>Base + Index·Scale + Offset</c> bytes, or an item of the constant pool.</summary>
/// <param name="Base">Register with the start; meaningless for a pool item.</param>
/// <param name="Index">Register to add, or null.</param>
/// <param name="Scale">1, 2, 4 or 8.</param>
/// <param name="Offset">Bytes, within 32 bits; for a pool item its offset in the pool.</param>
/// <param name="InPool">Whether the address is in the constant pool.</param>
public readonly record struct Mem(Gpr Base, Gpr? Index, int Scale, int Offset, bool InPool = false)
{
    /// <summary>The address some bytes further on.</summary>
    public static Mem operator +(Mem m, long bytes) => m with { Offset = checked((int)(m.Offset + bytes)) };
}

/// <summary>How two numbers are compared. Float comparisons with NaN are false, but for <see cref="NotEqual"/>.</summary>
public enum Condition
{
    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a ≠ b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a ≤ b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,
}

/// <summary>To which integer a float is rounded.</summary>
public enum Rounding
{
    /// <summary>Nearest, ties to even.</summary>
    Nearest,

    /// <summary>Towards −∞.</summary>
    Down,

    /// <summary>Towards +∞.</summary>
    Up,

    /// <summary>Towards 0.</summary>
    ToZero,
}

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
