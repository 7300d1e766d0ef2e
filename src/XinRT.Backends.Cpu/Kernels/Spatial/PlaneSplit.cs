namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>How planes are cut: vectors of channels into groups, rows into parts.</summary>
internal sealed record PlaneSplit(long Batch, long Channels, long Rows, long Columns, PixelStrides Source, int Lanes)
{
    private const int MostVectors = 4;

    /// <summary>Vectors of a group.</summary>
    public int Group { get; private init; }

    /// <summary>Parts of an image.</summary>
    public long Parts { get; private init; }

    /// <summary>Estimated time to read all planes.</summary>
    public double Seconds { get; private init; }

    /// <summary>Vectors of all channels.</summary>
    public long Vectors => (Channels + Lanes - 1) / Lanes;

    /// <summary>Groups of vectors.</summary>
    public long Groups => (Vectors + Group - 1) / Group;

    /// <summary>Rows of a part.</summary>
    public long PartRows => (Rows + Parts - 1) / Parts;

    /// <summary>Bytes of the partial results of a part.</summary>
    public long PartBytes => Vectors * Lanes * 4;

    /// <summary>Bytes of all partial results.</summary>
    public long Bytes => Batch * Parts * PartBytes;

    /// <summary>Whether the planes of a volume follow each other as the rows of one plane do. Images always do.</summary>
    public static bool IsOnePlane(TensorLayout x) =>
        x.Rank < 5 || x.Dims[2] == 1 || x.Dims[3] == 1 || x.Strides[2] == x.Dims[3] * x.Strides[3];

    /// <summary>Cuts the planes of an image, or of a volume that <see cref="IsOnePlane"/>.</summary>
    public static PlaneSplit Of(TensorLayout x, CpuTarget target)
    {
        long rows = 1, columns = x.Dims[^1];
        for (int axis = 2; axis < x.Rank - 1; axis++) rows *= x.Dims[axis];
        var strides = PixelStrides.Of(x, x.Rank);
        // Planes with a single row follow each other as rows.
        if (x.Rank == 5 && x.Dims[3] == 1) strides = strides with { H = strides.D };
        var split = new PlaneSplit(x.Dims[0], x.Dims[1], rows, columns, strides, target.Lanes);
        // Short planes without gaps are one row.
        if (rows * columns <= 256 && (rows == 1 || columns == 1 || split.Source.H == columns * split.Source.W))
        {
            long step = columns == 1 ? split.Source.H : split.Source.W;
            var source = split.Source with { H = 0, W = step };
            split = split with { Rows = 1, Columns = rows * columns, Source = source };
        }
        double seconds = x.Count * 4 / target.BytesPerSecond;
        split = split with { Group = (int)Math.Min(MostVectors, split.Vectors), Seconds = seconds };
        long wanted = Math.Clamp((long)(seconds / 15e-6), 1, target.Threads * 8L);
        long tasks = split.Batch * split.Groups;
        long parts = tasks >= 2 * target.Threads ? 1 : Math.Clamp((wanted + tasks - 1) / tasks, 1, split.Rows);
        long partRows = (split.Rows + parts - 1) / parts;
        return split with { Parts = (split.Rows + partRows - 1) / partRows };
    }
}
