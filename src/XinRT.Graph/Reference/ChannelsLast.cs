namespace XinRT.Reference;

/// <summary>Moves the channel axis of images between the second and the last place.</summary>
public static class ChannelsLast
{
    /// <summary>Sizes with the last axis moved to the second place.</summary>
    public static long[] DimsToFirst(ReadOnlySpan<long> dims) => [dims[0], dims[^1], .. dims[1..^1]];

    /// <summary>A copy with the last axis moved to the second place.</summary>
    public static Tensor ToFirst(Tensor tensor)
    {
        var result = Tensor.Zeros(tensor.DType, DimsToFirst(tensor.Dims));
        long[] strides = Strides.Of(tensor.Dims);
        StridedCopy.Run(tensor, 0, [strides[0], strides[^1], .. strides.AsSpan(1, strides.Length - 2)], result, 0, Strides.Of(result.Dims), result.Dims);
        return result;
    }

    /// <summary>Copies a tensor with channels second into one with channels last.</summary>
    public static void FromFirst(Tensor source, Tensor target)
    {
        long[] strides = Strides.Of(target.Dims);
        StridedCopy.Run(source, 0, Strides.Of(source.Dims), target, 0, [strides[0], strides[^1], .. strides.AsSpan(1, strides.Length - 2)], source.Dims);
    }

    /// <summary>A shape with the last axis moved to the second place.</summary>
    public static Shape ToFirst(Shape shape) => Shape.Of([shape[0], shape[-1], .. shape.Dims[1..^1]]);

    /// <summary>A shape with the second axis moved to the last place.</summary>
    public static Shape FromFirst(Shape shape) => Shape.Of([shape[0], .. shape.Dims[2..], shape[1]]);

    /// <summary>Sizes with the second axis moved to the last place.</summary>
    public static long[] DimsFromFirst(ReadOnlySpan<long> dims) => [dims[0], .. dims[2..], dims[1]];
}
