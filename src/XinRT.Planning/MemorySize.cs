namespace XinRT.Planning;

/// <summary>Bytes of values.</summary>
public static class MemorySize
{
    /// <summary>Bytes in memory of a tensor type; null for anything else, for strings, for sizes that stay symbolic, and for
    /// tensors too large for one buffer.</summary>
    public static long? Of(IrType type)
    {
        if (type is not TensorType { DType: not (DType.String or DType.Undefined), Shape: { } shape } tensor) return null;
        long bytes = tensor.DType.SizeInBytes();
        foreach (var d in shape)
        {
            if (!d.IsConstant || d.Value < 0) return null;
            bytes = SaturatingMath.Multiply(bytes, d.Value);
        }
        return bytes <= Tensor.MaxBytes ? bytes : null;
    }
}
