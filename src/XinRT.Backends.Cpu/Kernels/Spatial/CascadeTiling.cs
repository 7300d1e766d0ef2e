namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>How a cascade is cut into tasks: all parts are equally large, so the last ones along an axis may overlap those before.</summary>
internal sealed class CascadeTiling
{
    private const int Most = 10;

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

    /// <summary>Tilings worth trying, the best by estimate first.</summary>
    public static IReadOnlyList<CascadeTiling> Choices(CascadeForm form, CpuTarget target)
    {
        long vectors = (form.Between.Dims[1] + target.Lanes - 1) / target.Lanes, height = form.Windows.Rows.Out;
        var found = new Dictionary<(long, long), (CascadeTiling Tiling, double Cost)>();
        for (long groups = 1; groups <= vectors; groups++)
        {
            for (long strips = 1; strips <= height; strips++)
            {
                var tiling = new CascadeTiling(form, (height + strips - 1) / strips, (vectors + groups - 1) / groups * target.Lanes, target);
                found.TryAdd((tiling.Rows, tiling.Channels), (tiling, tiling.Cost(form, target)));
            }
        }
        return [.. found.Values.OrderBy(f => f.Cost).Take(Most).Select(f => f.Tiling)];
    }

    // Cycles of a worker for all images.
    private double Cost(CascadeForm form, CpuTarget target)
    {
        double width = form.Between.Dims[3], depth = form.Input.Dims[1];
        long vectors = (Channels + target.Lanes - 1) / target.Lanes;
        // Narrow panels load more for each product than registers could hold.
        double perProduct = vectors == 1 ? 0.7 : vectors == 2 ? 0.55 : 0.52;
        double products = Between * width * vectors * (depth * perProduct + 6);
        double taps = Rows * form.Windows.Columns.Out * vectors * form.Windows.Rows.Kernel * form.Windows.Columns.Kernel * 0.8;
        // Bytes in a cycle from the cache that holds the tensor between.
        double rate = Bytes <= target.L1Bytes * 0.7 ? 64 : Bytes <= target.L2Bytes * 0.6 ? 28 : 8;
        double moved = 2 * Bytes / rate + Between * width * depth * 4 / 28 + 300;
        double tasks = form.Between.Dims[0] * Strips * Groups;
        return (products + taps + moved) * Math.Ceiling(tasks / target.Threads);
    }
}
