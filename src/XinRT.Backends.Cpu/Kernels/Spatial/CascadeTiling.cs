namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>How a cascade is cut into tasks: all parts are equally large, so the last ones along an axis may overlap those before.</summary>
internal sealed class CascadeTiling
{
    private const int Most = 10;

    // For the estimate: bytes that a core moves in a cycle from its own cache and from the shared one; cycles to begin a task, to
    // meet after a loop, for a tap of a vector, and to finish and store a vector.
    private const double NearBytes = 28, FarBytes = 10, TaskCycles = 300, BarrierCycles = 4000, TapCycles = 0.8, StoreCycles = 5;

    private CascadeTiling(CascadeForm form, long rows, long channels, CpuTarget target)
    {
        var windows = form.Windows.Rows;
        Rows = Math.Min(rows, Math.Max(1, windows.Out));
        Channels = Math.Min((channels + target.Lanes - 1) / target.Lanes * target.Lanes, form.Between.Dims[1]);
        Between = Math.Min((Rows - 1) * windows.Stride + (windows.Kernel - 1) * windows.Dilation + 1, form.Between.Dims[2]);
        Strips = (windows.Out + Rows - 1) / Rows;
        Groups = (form.Between.Dims[1] + Channels - 1) / Math.Max(1, Channels);
        Bytes = Between * form.Between.Dims[3] * Channels * 4;
    }

    /// <summary>Rows of the result in a part.</summary>
    public long Rows { get; }

    /// <summary>Channels of a part.</summary>
    public long Channels { get; }

    /// <summary>Rows of the tensor between that these need.</summary>
    public long Between { get; }

    /// <summary>Parts along the rows.</summary>
    public long Strips { get; }

    /// <summary>Parts along the channels.</summary>
    public long Groups { get; }

    /// <summary>Memory for the tensor between.</summary>
    public long Bytes { get; }

    /// <summary>The tiling of a tactic for the sizes at hand; null if the convolutions run one after the other.</summary>
    public static CascadeTiling? Of(CascadeForm form, Tactic tactic, CpuTarget target) =>
        tactic["rows"] <= 0 || tactic["channels"] <= 0 ? null : new(form, tactic["rows"], tactic["channels"], target);

    /// <summary>First channel of a group.</summary>
    public long FirstChannel(CascadeForm form, long group) => Math.Min(group * Channels, form.Between.Dims[1] - Channels);

    /// <summary>Tilings worth trying, the best by estimate first; null stands for one convolution after the other.</summary>
    public static IReadOnlyList<CascadeTiling?> Choices(CascadeForm form, CpuTarget target)
    {
        long vectors = Vectors(form.Between.Dims[1], target), height = form.Windows.Rows.Out;
        var found = new Dictionary<(long, long), (CascadeTiling? Tiling, double Cost)> { [default] = (null, CostApart(form, target)) };
        for (long groups = 1; groups <= vectors; groups++)
        {
            for (long strips = 1; strips <= height; strips++)
            {
                var tiling = new CascadeTiling(form, (height + strips - 1) / strips, (vectors + groups - 1) / groups * target.Lanes, target);
                if (!found.ContainsKey((tiling.Rows, tiling.Channels))) found.Add((tiling.Rows, tiling.Channels), (tiling, tiling.Cost(form, target)));
            }
        }
        return [.. found.Values.OrderBy(f => f.Cost).Where((f, i) => f.Tiling is null || i < Most).Select(f => f.Tiling)];
    }

    private static long Vectors(long channels, CpuTarget target) => (channels + target.Lanes - 1) / target.Lanes;

    // Cycles of a worker for all images. All tasks take the same time, so a last round that is not full costs as much as a full one.
    private double Cost(CascadeForm form, CpuTarget target)
    {
        double tasks = form.Between.Dims[0] * Strips * Groups;
        double moved = 2 * Bytes / (Bytes <= target.L2Bytes * 0.6 ? NearBytes : FarBytes) + Between * form.Between.Dims[3] * form.Input.Dims[1] * 4 / NearBytes;
        return (Arithmetic(form, Between, Rows, Channels, target) + moved + TaskCycles) * Math.Ceiling(tasks / target.Threads);
    }

    // What a worker wrote is mostly read by another one: it comes from the cache that they share.
    private static double CostApart(CascadeForm form, CpuTarget target)
    {
        double arithmetic = Arithmetic(form, form.Between.Dims[2], form.Windows.Rows.Out, form.Between.Dims[1], target);
        return form.Between.Dims[0] * (arithmetic + 2 * 4 * form.Between.Count / Math.Max(1, form.Between.Dims[0]) / FarBytes) / target.Threads + BarrierCycles;
    }

    private static double Arithmetic(CascadeForm form, long between, long rows, long channels, CpuTarget target)
    {
        long vectors = Vectors(channels, target);
        var (y, x) = (form.Windows.Rows, form.Windows.Columns);
        // Each product of vectors takes half a cycle, and more in narrow panels, which load an item for every one.
        double product = vectors == 1 ? 0.6 : 0.53;
        return between * x.In * vectors * (form.Input.Dims[1] * product + StoreCycles) + rows * x.Out * vectors * (y.Kernel * x.Kernel * TapCycles + StoreCycles);
    }
}
