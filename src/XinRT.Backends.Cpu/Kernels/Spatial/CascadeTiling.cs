namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>How a cascade is cut into tasks.</summary>
/// <remarks>Where the last link adds up all channels, a task computes them group by group into the memory
/// from which that link reads them, and the last group may overlap the one before. Elsewhere every group is a task of
/// its own. Sums are not the same to the last bit wherever a pixel stands in its strip and a channel in its group, so
/// tasks never overlap, or results would depend on which one ends last: groups that are tasks are equal, if need be not
/// of whole vectors, and the last strip may be a <see cref="Rest"/>.</remarks>
internal sealed class CascadeTiling
{
    // Tilings to try.
    private const int Most = 10;

    // For the estimate: bytes that a core moves in a cycle from its own cache and from the shared one; cycles to
    // begin a task, to meet after a loop, for a tap of a vector, and to finish and store a vector.
    private const double NearBytes = 28, FarBytes = 10, TaskCycles = 300, BarrierCycles = 4000;
    private const double TapCycles = 0.8, StoreCycles = 5;

    private readonly long _allChannels;

    private CascadeTiling(CascadeForm form, long rows, long channels, CpuTarget target)
    {
        var (windows, width) = (form.Windows.Rows, form.Windows.Columns);
        _allChannels = form.Channels;
        Rows = Math.Min(rows, Math.Max(1, windows.Out));
        JoinsGroups = form.Filter == 0;
        Channels = Math.Min((channels + target.Lanes - 1) / target.Lanes * target.Lanes, _allChannels);
        if (!JoinsGroups && Channels > 0) Channels = Divisor(_allChannels, Channels);
        Between = Math.Min((Rows - 1) * windows.Stride + (windows.Kernel - 1) * windows.Dilation + 1, windows.In);
        Strips = (windows.Out + Rows - 1) / Rows;
        Groups = (_allChannels + Channels - 1) / Math.Max(1, Channels);
        ExpandedBytes = form.Filter > 0 ? Between * width.In * Channels * sizeof(float) : 0;
        FilteredBytes = JoinsGroups ? Rows * width.Out * _allChannels * sizeof(float) : 0;
        long rest = windows.Out % Rows;
        Rest = rest > 0 ? new(form, rest, channels, target) : null;
    }

    /// <summary>Rows of the result in a part.</summary>
    public long Rows { get; }

    /// <summary>Channels of a part.</summary>
    public long Channels { get; }

    /// <summary>Rows of the expanded tensor that these need.</summary>
    public long Between { get; }

    /// <summary>Parts along the rows.</summary>
    public long Strips { get; }

    /// <summary>Parts along the channels.</summary>
    public long Groups { get; }

    /// <summary>Whether all groups of channels belong to one task.</summary>
    public bool JoinsGroups { get; }

    /// <summary>Groups of channels of a task.</summary>
    public long GroupsOfTask => JoinsGroups ? Groups : 1;

    /// <summary>The last part along the rows if it has fewer than the others.</summary>
    public CascadeTiling? Rest { get; }

    /// <summary>Memory of a worker for the tensor before the depthwise convolution.</summary>
    public long ExpandedBytes { get; }

    /// <summary>Memory of a worker for the tensor behind it.</summary>
    public long FilteredBytes { get; }

    /// <summary>Tasks of all images.</summary>
    public long Tasks(CascadeForm form) => form.Output.Dims[0] * Strips * (JoinsGroups ? 1 : Groups);

    /// <summary>The tiling of a tactic for the sizes at hand; null if the convolutions run one after the
    /// other.</summary>
    public static CascadeTiling? Of(CascadeForm form, Tactic tactic, CpuTarget target)
    {
        int rows = tactic.Within("rows", 0, int.MaxValue), channels = tactic.Within("channels", 0, int.MaxValue);
        return rows == 0 || channels == 0 ? null : new(form, rows, channels, target);
    }

    /// <summary>First channel of a group.</summary>
    public long FirstChannel(long group) => Math.Min(group * Channels, _allChannels - Channels);

    /// <summary>Tilings worth trying, the best by estimate first; null stands for one convolution after the
    /// other.</summary>
    public static IReadOnlyList<CascadeTiling?> Choices(CascadeForm form, CpuTarget target)
    {
        long vectors = Vectors(form.Channels, target), height = form.Windows.Rows.Out;
        var found = new Dictionary<(long, long), (CascadeTiling? Tiling, double Cost)>();
        // Without an expansion there is no tensor that all channels would make too large.
        long most = form.Filter > 0 ? vectors : 1;
        for (long groups = 1; groups <= most; groups++)
        {
            for (long strips = 1; strips <= height; strips++)
            {
                long rows = (height + strips - 1) / strips;
                long channels = (vectors + groups - 1) / groups * target.Lanes;
                var tiling = new CascadeTiling(form, rows, channels, target);
                if (!found.ContainsKey((tiling.Rows, tiling.Channels)))
                    found.Add((tiling.Rows, tiling.Channels), (tiling, Cost(form, tiling, target)));
            }
        }
        List<(CascadeTiling? Tiling, double Cost)> best = [(null, CostApart(form, target))];
        best.AddRange(found.Values.OrderBy(f => f.Cost).Take(Most));
        return [.. best.OrderBy(f => f.Cost).Select(f => f.Tiling)];
    }

    // The share of each of as few equal groups as have at most so many channels; all if there are no such groups.
    private static long Divisor(long all, long most)
    {
        long groups = (all + most - 1) / most;
        return all % groups == 0 ? all / groups : all;
    }

    private static long Vectors(long channels, CpuTarget target) => (channels + target.Lanes - 1) / target.Lanes;

    // Cycles of a worker for all images.
    private static double Cost(CascadeForm form, CascadeTiling tiling, CpuTarget target)
    {
        double task = 0, weights = 0;
        for (int link = 0; link < form.Links.Count; link++)
        {
            long times = link <= form.Filter ? tiling.GroupsOfTask : 1;
            long channels = link <= form.Filter ? tiling.Channels : form.Result(link).Dims[1];
            long rows = link < form.Filter ? tiling.Between : tiling.Rows;
            task += times * Arithmetic(form, link, rows, channels, target);
            weights += times * channels * Depth(form, link) * sizeof(float);
        }
        double held = tiling.ExpandedBytes + tiling.FilteredBytes + weights;
        double rate = held <= target.L2Bytes * 0.6 ? NearBytes : FarBytes;
        double read = form.Filter == 0 ? 0
            : tiling.Between * form.Windows.Columns.In * Depth(form, 0) * sizeof(float);
        double moved = (2.0 * tiling.FilteredBytes + (tiling.JoinsGroups ? weights : 0)) / rate
            + tiling.GroupsOfTask * (2 * tiling.ExpandedBytes / rate + read / NearBytes);
        // All tasks take the same time, so a last round that is not full costs as much as a full one.
        return (task + moved + TaskCycles) * Math.Ceiling((double)tiling.Tasks(form) / target.Threads);
    }

    // The same for one convolution after the other.
    private static double CostApart(CascadeForm form, CpuTarget target)
    {
        // What a worker wrote is mostly read by another one: it comes from the cache that they share.
        double cycles = BarrierCycles + 2.0 * sizeof(float) * form.Result(0).Count / FarBytes / target.Threads;
        for (int link = 0; link < form.Links.Count; link++)
        {
            var result = form.Result(link);
            double image = Arithmetic(form, link, result.Dims[2], result.Dims[1], target);
            cycles += result.Dims[0] * image / target.Threads;
        }
        return cycles;
    }

    // Products of each result.
    private static long Depth(CascadeForm form, int link) =>
        link == form.Filter ? form.Windows.Taps : link == 0 ? form.Input.Dims[1] : form.Channels;

    private static double Arithmetic(CascadeForm form, int link, long rows, long channels, CpuTarget target)
    {
        long vectors = Vectors(channels, target);
        var columns = form.Windows.Columns;
        // Each product of vectors takes half a cycle, and more in narrow panels, which load an item for every one.
        double product = link == form.Filter ? TapCycles : vectors == 1 ? 0.6 : 0.53;
        long width = link < form.Filter ? columns.In : columns.Out;
        return rows * width * vectors * (Depth(form, link) * product + StoreCycles);
    }
}
