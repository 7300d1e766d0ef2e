namespace XinRT;

/// <summary>How a value becomes a power of two, as in the <c>round_mode</c> of ONNX Cast.</summary>
public enum PowerRounding
{
    /// <summary>To the next power at or above.</summary>
    Up,

    /// <summary>To the power at or below.</summary>
    Down,

    /// <summary>To the nearer power, ties up.</summary>
    Nearest,
}
