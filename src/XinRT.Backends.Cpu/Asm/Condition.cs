namespace XinRT.Backends.Cpu.Asm;

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
