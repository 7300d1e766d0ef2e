namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>How a <see cref="ContractionProblem"/> is cut into register tiles and tasks.</summary>
/// <remarks>A tile is some rows by some columns of outputs, times a panel of a few vectors of n; all of its sums live in registers
/// until they are complete. Loads per multiply-add are (p + v) / (p·v) for p outputs and v vectors, and sizes are
/// split evenly rather than into full tiles and a small rest. A task is a block of tiles times a group of panels; it goes
/// through its outputs once for each panel, so the panel stays in the second-level cache, or better in the first. Where sums are
/// so long that a whole panel does not fit, k is cut into parts: a task goes through all of its panels and outputs for one part
/// after the other and keeps the sums in scratch memory (the loops of Goto and van de Geijn, 2008, without copies of A).</remarks>
internal sealed class Blocking
{
    private const double FlopsPerTask = 3e6;
    private const double BytesPerTask = 256 << 10;
    private const int MostTasks = 64;

    private Blocking(IReadOnlyList<TileRun> y, IReadOnlyList<TileRun> x, IReadOnlyList<PanelRun> panels) => (Y, X, Panels) = (y, x, panels);

    /// <summary>Tiles along y.</summary>
    public IReadOnlyList<TileRun> Y { get; }

    /// <summary>Tiles along x.</summary>
    public IReadOnlyList<TileRun> X { get; }

    /// <summary>Panels along n.</summary>
    public IReadOnlyList<PanelRun> Panels { get; }

    /// <summary>Panels of a task.</summary>
    public int PanelsPerTask { get; private init; }

    /// <summary>Tiles along y of a task.</summary>
    public int RowsPerTask { get; private init; }

    /// <summary>Tiles along x of a task.</summary>
    public int ColumnsPerTask { get; private init; }

    /// <summary>Whether tasks that follow each other share their outputs' inputs rather than their panels.</summary>
    public bool PanelsInnermost { get; private init; }

    /// <summary>Columns that the width of a panel counts: a vector, or one where lanes run along k.</summary>
    public int Unit { get; private init; }

    /// <summary>Whether A comes from farther away than the second-level cache.</summary>
    public bool PrefetchesA { get; private init; }

    /// <summary>Whether B does.</summary>
    public bool PrefetchesB { get; private init; }

    /// <summary>Whether C goes there.</summary>
    public bool PrefetchesC { get; private init; }

    /// <summary>Whether panels of constants come from there in the order in which they lie, each of them read by several tiles: the
    /// next one is then asked for while one is used, or else the first tile of each would wait for memory that is idle during
    /// the others.</summary>
    public bool PrefetchesNext { get; private init; }

    /// <summary>Tasks for each position of the outer axes.</summary>
    public long Tasks => (long)PanelGroups * RowGroups * ColumnGroups;

    /// <summary>The parts of k that a task goes through one after the other; null if it computes each sum at once.</summary>
    public DepthSplit? Depth { get; private init; }

    /// <summary>Groups of panels.</summary>
    public int PanelGroups => Ceil(Panels.Sum(p => p.Count), PanelsPerTask);

    /// <summary>Blocks of tiles along y.</summary>
    public int RowGroups => Ceil(Y.Sum(r => r.Count), RowsPerTask);

    /// <summary>Blocks of tiles along x.</summary>
    public int ColumnGroups => Ceil(X.Sum(r => r.Count), ColumnsPerTask);

    /// <summary>Most tiles of a task.</summary>
    public long TilesPerTask => (long)PanelsPerTask * RowsPerTask * ColumnsPerTask;

    /// <summary>Cuts a problem into tiles of at most so many outputs and vectors, or columns, and its sums into parts of at most so
    /// many k.</summary>
    public static Blocking Of(ContractionProblem problem, int outputs, int vectors, int depth, CpuTarget target)
    {
        int rows = problem.Y.Out > 1 && problem.X.Out > 0 && 2 * problem.X.Out <= outputs
            ? (int)Math.Min(problem.Y.Out, outputs / problem.X.Out) : 1;
        // Rows of one output each look their taps up, so that borders need no code of their own.
        IReadOnlyList<TileRun> y = rows == 1 && !problem.Y.IsInside
            ? [new(0, 1, (int)problem.Y.Out, default)] : TileRun.Split(problem.Y, rows);
        var x = TileRun.Split(problem.X, Math.Max(1, outputs / rows));
        int unit = problem.B.Form == PanelForm.Columns ? 1 : target.Lanes;
        var panels = PanelRun.Split(problem.N, vectors, unit);

        int panelCount = panels.Sum(p => p.Count), yCount = y.Sum(r => r.Count), xCount = x.Sum(r => r.Count);
        long outer = Math.Max(1, problem.Outer.Aggregate(1L, (a, b) => a * b));
        double bytesA = 4.0 * problem.K * problem.Sources * Math.Min(problem.Y.In, problem.Y.Out * problem.Y.Stride)
            * Math.Min(problem.X.In, problem.X.Out * problem.X.Stride);
        double bytesB = 4.0 * problem.Depth * problem.N;
        var split = DepthSplit.Of(problem.K, depth, target.Lanes);
        double wanted = Math.Clamp(Math.Max(problem.Flops / FlopsPerTask / outer, bytesB / BytesPerTask), 1, MostTasks);
        double blocks = Math.Max(1, bytesA / (split?.Count ?? 1) / (target.L2Bytes / 4.0));
        int panelGroups, rowGroups;
        if (split is not null)
        {
            // As high as the cache allows, since panels are read for each block of rows; as wide as sums stay in the cache.
            double high = Math.Max(blocks, wanted / Math.Max(1, panelCount));
            rowGroups = (int)Math.Ceiling(Math.Clamp(high, 1, Math.Max(1, (long)yCount * xCount)));
            double sums = 4.0 * problem.Y.Out * problem.X.Out * problem.N / rowGroups;
            double wide = Math.Max(wanted / rowGroups, sums / (target.L2Bytes / 4.0));
            panelGroups = (int)Math.Clamp(Math.Ceiling(wide), 1, Math.Max(1, panelCount));
        }
        else if (bytesB > bytesA)
        {
            panelGroups = (int)Math.Clamp(Math.Ceiling(wanted), 1, Math.Max(1, panelCount));
            rowGroups = (int)Math.Ceiling(Math.Max(blocks, problem.B.Form == PanelForm.Gathered ? 1 : wanted / panelGroups));
        }
        else
        {
            rowGroups = (int)Math.Ceiling(Math.Clamp(Math.Max(blocks, wanted), 1, Math.Max(1, (long)yCount * xCount)));
            panelGroups = (int)Math.Clamp(Math.Ceiling(wanted / rowGroups), 1, Math.Max(1, panelCount));
        }
        int rowsPerTask = Math.Max(1, Ceil(yCount, rowGroups));
        int columnsPerTask = yCount >= rowGroups ? xCount : Math.Max(1, Ceil(xCount, Ceil(rowGroups, Math.Max(1, yCount))));
        bool inOrder = bytesB > bytesA && (long)yCount * xCount > 1
            && (split is null || (problem.Depth == problem.K && Ceil(panelCount, panelGroups) == 1));
        return new(y, x, panels)
        {
            PanelsPerTask = Math.Max(1, Ceil(panelCount, panelGroups)), RowsPerTask = rowsPerTask,
            ColumnsPerTask = Math.Max(1, columnsPerTask), PanelsInnermost = bytesB <= bytesA,
            PrefetchesA = bytesA * outer > target.L2Bytes / 2.0,
            PrefetchesC = 4.0 * problem.Y.Out * problem.X.Out * problem.N * outer > target.L2Bytes / 2.0,
            PrefetchesB = bytesB * outer > target.L2Bytes / 2.0,
            PrefetchesNext = problem.B.Form == PanelForm.Packed && inOrder && bytesB * outer > target.WarmConstants, Unit = unit, Depth = split,
        };
    }

    private static int Ceil(int a, int b) => (a + b - 1) / b;
}

/// <summary>Parts of the k of a sum: all of one length but for the last, which is not longer.</summary>
internal sealed record DepthSplit(int Length, int Count, int Last)
{
    /// <summary>Cuts k into nearly equal parts, at most so long; null if that is one.</summary>
    public static DepthSplit? Of(int k, int most, int lanes)
    {
        if (k <= most) return null;
        int length = (k + (k + most - 1) / most - 1) / ((k + most - 1) / most);
        length = Math.Min(most, (length + lanes - 1) / lanes * lanes);
        int count = (k + length - 1) / length;
        return new(length, count, k - (count - 1) * length);
    }
}

/// <summary>Panels that follow each other and are equally wide.</summary>
/// <param name="Start">First column of the first panel.</param>
/// <param name="Vectors">Width of a panel in vectors, or in columns: see <see cref="Blocking.Unit"/>.</param>
/// <param name="Count">Number of panels.</param>
/// <param name="Tail">Columns in the last vector of a panel if it is not full, else 0.</param>
internal sealed record PanelRun(int Start, int Vectors, int Count, int Tail)
{
    /// <summary>Cuts columns into panels of nearly equal width, at most <paramref name="most"/> vectors; the wider ones first.</summary>
    public static IReadOnlyList<PanelRun> Split(int columns, int most, int lanes)
    {
        var runs = new List<PanelRun>();
        int vectors = (columns + lanes - 1) / lanes, panels = (vectors + most - 1) / most;
        if (panels == 0) return runs;
        int width = vectors / panels, larger = vectors % panels, tail = columns % lanes;
        if (larger > 0) runs.Add(new(0, width + 1, larger, 0));
        int start = larger * (width + 1) * lanes, rest = panels - larger;
        if (tail == 0) runs.Add(new(start, width, rest, 0));
        else
        {
            if (rest > 1) runs.Add(new(start, width, rest - 1, 0));
            runs.Add(new(start + (rest - 1) * width * lanes, width, 1, tail));
        }
        return runs;
    }
}
