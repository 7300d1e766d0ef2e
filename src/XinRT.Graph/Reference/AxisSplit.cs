namespace XinRT.Reference;

/// <summary>A dense tensor seen as [outer, size, inner] around one axis.</summary>
public readonly record struct AxisSplit(int Outer, int Size, int Inner)
{
    /// <summary>Splits sizes around an axis.</summary>
    public static AxisSplit Of(ReadOnlySpan<long> dims, int axis) =>
        new((int)Strides.Count(dims[..axis]), (int)dims[axis], (int)Strides.Count(dims[(axis + 1)..]));

    /// <summary>Element at a place along the axis.</summary>
    public long At(int outer, long along, int inner) => ((long)outer * Size + along) * Inner + inner;
}
