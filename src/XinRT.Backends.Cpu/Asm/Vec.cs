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
