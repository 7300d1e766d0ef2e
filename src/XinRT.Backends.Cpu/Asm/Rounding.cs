namespace XinRT.Backends.Cpu.Asm;

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
