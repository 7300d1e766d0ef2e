namespace XinRT.Reference;

/// <summary>Summands for attention scores, broadcast over batch, heads and rows. Columns beyond the mask are shut.</summary>
internal sealed class AttentionMask
{
    private readonly Tensor _data;
    private readonly long[] _strides;

    private AttentionMask(Tensor data, long[] strides, int columns)
    {
        _data = data;
        _strides = strides;
        Columns = columns;
    }

    /// <summary>Takes a tensor of rank up to 4 that broadcasts to <c>[batch, heads, rows, ·]</c>: floats are added, bools say
    /// which scores take part. Null if the sizes do not fit.</summary>
    public static AttentionMask? Make(Tensor mask, DType working, int batch, int heads, int rows, int columns)
    {
        long[] to = [batch, heads, rows];
        if (mask.Rank > 4) return null;
        // A single axis of one would shut all columns but the first.
        if (mask.Rank == 0) mask = Spread(mask, columns);
        long[] dims = [.. Enumerable.Repeat(1L, 4 - mask.Rank), .. mask.Dims];
        for (int i = 0; i < 3; i++)
            if (dims[i] != 1 && dims[i] != to[i]) return null;
        if (mask.DType == DType.Bool)
        {
            double[] summands = [.. mask.Span<bool>().ToArray().Select(open => open ? 0.0 : double.NegativeInfinity)];
            mask = Tensor.FromDoubles(working, summands, dims);
        }
        return new(WorkingFloat.Open(mask, working), Strides.Broadcast(dims, [.. to, dims[3]]), (int)dims[3]);
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Summands of one row of scores.</summary>
    public ReadOnlySpan<T> Row<T>(int batch, int head, int row) where T : unmanaged =>
        _data.Span<T>().Slice((int)(batch * _strides[0] + head * _strides[1] + row * _strides[2]), Columns);

    private static Tensor Spread(Tensor scalar, int columns)
    {
        var row = Tensor.Zeros(scalar.DType, columns);
        StridedCopy.Run(scalar, 0, [0], row, 0, [1], [columns]);
        return row;
    }
}
