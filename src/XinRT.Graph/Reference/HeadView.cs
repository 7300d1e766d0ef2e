namespace XinRT.Reference;

/// <summary>A tensor seen as <c>[batch, head, row, depth]</c>, wherever its axes lie; depth is contiguous.</summary>
internal readonly record struct HeadView(Tensor Data, int Offset, int BatchStride, int HeadStride, int RowStride)
{
    /// <summary>A dense <c>[batch, heads, rows, depth]</c>.</summary>
    public static HeadView OfHeads(Tensor x)
    {
        int rows = (int)x.Dims[2], depth = (int)x.Dims[3];
        return new(x, 0, (int)x.Dims[1] * rows * depth, rows * depth, depth);
    }

    /// <summary>A dense <c>[batch, rows, heads · depth]</c>, or a part of its last axis.</summary>
    public static HeadView OfRows(Tensor x, int depth, int offset = 0) =>
        new(x, offset, (int)(x.Dims[1] * x.Dims[2]), depth, (int)x.Dims[2]);

    /// <summary>The same elements in a working type.</summary>
    public HeadView Open(DType working) => this with { Data = WorkingFloat.Open(Data, working) };

    /// <summary>Everything from one row on.</summary>
    public Span<T> From<T>(int batch, int head, int row) where T : unmanaged =>
        Data.Span<T>()[(Offset + batch * BatchStride + head * HeadStride + row * RowStride)..];

    /// <summary>Copies the elements into rows of another view.</summary>
    public void CopyTo(HeadView target, int batch, int heads, int rows, int depth) => StridedCopy.Run(
        Data, Offset, [BatchStride, HeadStride, RowStride, 1],
        target.Data, target.Offset, [target.BatchStride, target.HeadStride, target.RowStride, 1], [batch, heads, rows, depth]);

    /// <summary>The view without its first rows.</summary>
    public HeadView Skip(int rows) => this with { Offset = Offset + rows * RowStride };
}
