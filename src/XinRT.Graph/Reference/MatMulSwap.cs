namespace XinRT.Reference;

/// <summary>Operands of a matrix product that are stored with their last two axes exchanged.</summary>
[Flags]
public enum MatMulSwap
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>The left one.</summary>
    A = 1,

    /// <summary>The right one.</summary>
    B = 2,
}
