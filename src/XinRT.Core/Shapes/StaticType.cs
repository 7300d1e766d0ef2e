namespace XinRT;

/// <summary>A tensor type whose sizes are all known, of elements that lie in one buffer.</summary>
/// <param name="DType">Element type; neither strings nor undefined.</param>
/// <param name="Dims">Sizes, each 0 or more.</param>
public sealed record StaticType(DType DType, ValueArray<long> Dims)
{
    /// <summary>Size in bytes, at most <see cref="Tensor.MaxBytes"/>.</summary>
    public long Bytes { get; private init; }

    /// <summary>The elements one after the other, the last axis innermost.</summary>
    public TensorLayout RowMajor => TensorLayout.RowMajor(Dims.Span);

    /// <summary>A type as a static one; null for anything but a tensor, for strings, for sizes that are symbolic, and
    /// for tensors too large for one buffer.</summary>
    public static StaticType? Of(IrType type)
    {
        if (type is not TensorType { DType: not (DType.String or DType.Undefined), Shape: { } shape } tensor)
            return null;
        if (!shape.TryGetStatic(out long[]? dims)) return null;
        long bytes = tensor.DType.SizeInBytes();
        foreach (long size in dims)
        {
            if (size < 0) return null;
            bytes = SaturatingMath.Multiply(bytes, size);
        }
        return bytes <= Tensor.MaxBytes ? new(tensor.DType, dims) { Bytes = bytes } : null;
    }
}
