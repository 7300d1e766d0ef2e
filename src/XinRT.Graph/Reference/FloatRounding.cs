namespace XinRT.Reference;

/// <summary>How numbers become 4- and 8-bit floats: what happens out of range, and how powers of two are rounded.</summary>
public readonly record struct FloatRounding(bool Saturate, PowerRounding Power)
{
    /// <summary>Saturating, powers rounded up: the defaults of ONNX Cast.</summary>
    public static FloatRounding Default => new(true, PowerRounding.Up);

    /// <summary>Code of a value in a 4- or 8-bit float type.</summary>
    public byte Encode(DType type, float value) => type == DType.F8E8M0
        ? Minifloat.EncodePower(value, Saturate, Power) : Minifloat.Encode(type, value, Saturate);
}
