namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Chooses register tiles for a <see cref="ContractionProblem"/> by an estimate of cycles.</summary>
internal static class ContractionTactics
{
    private const int Most = 12;
    private const int MostVectors = 16;
    private const int MostVectorsOfSeveral = 8;
    private const int MostColumns = 16;
    private const int MostOutputs = 28;
    private const int CachePage = 4096;

    /// <summary>Cycles from one multiply-add to another that needs its result.</summary>
    private const double Latency = 4;

    /// <summary>Cycles that <see cref="PanelGather"/> takes for a vector.</summary>
    private const double GatherCycles = 3.2;

    /// <summary>Bytes that a core gets in a cycle from beyond its own caches.</summary>
    private const double FarBytesPerCycle = 4;

    /// <summary>Names of the parameters that make up a tile: <c>vectors</c> or, for dot products,
    /// <c>columns</c>.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["outputs", "vectors", "columns", "depth"];

    /// <summary>Tiles worth trying, the best by estimate first.</summary>
    public static IReadOnlyList<Tactic> Of(ContractionProblem problem, CpuTarget target) => Of([(problem, 0)], target);

    /// <summary>Tiles worth trying of several forms of one problem, each with the cycles it takes to bring the operands
    /// into that form; the best by estimate first.</summary>
    public static IReadOnlyList<Tactic> Of(IReadOnlyList<(ContractionProblem Form, double Before)> forms,
        CpuTarget target)
    {
        // All forms have a chance.
        int each = forms.Count == 1 ? Most : Most * 2 / 3;
        var found = forms.SelectMany(f => Tiles(f.Form, target).Select(t => (Cycles: f.Before + t.Cycles, t.Tactic))
            .OrderBy(t => t.Cycles).Take(each));
        return [.. found.OrderBy(f => f.Cycles).Take(Most).Select(f => f.Tactic)];
    }

    /// <summary>Whether a tactic is one of dot products.</summary>
    public static bool IsDot(Tactic tactic) => tactic.Has("columns");

    /// <summary>Width of a panel in vectors.</summary>
    public static int Vectors(Tactic tactic, CpuTarget target) => Math.Min(tactic.Within("vectors", 1, MostVectors), Widest(target));

    /// <summary>Most outputs of a tile that is so many vectors wide; 0 if the epilogue leaves no room for one.</summary>
    public static int MostTile(ContractionProblem problem, int vectors, CpuTarget target)
    {
        // A mask takes a vector register where there are no registers for masks.
        int mask = target.Has(CpuFeatures.MaskRegisters) || problem.N % target.Lanes == 0 ? 0 : 1;
        int inSum = target.Vecs - (problem.B.Form == PanelForm.InPlace ? mask : 0);
        // One register for the broadcast item and one for each vector of B; a single vector takes the item from memory.
        int most = vectors == 1 ? inSum - 1 : (inSum - 1 - vectors) / vectors;
        int atEnd = target.Vecs - mask - Math.Max(1, Emitters.ScalarEmitter.Temporaries(problem.Epilogue));
        return Math.Min(Math.Min(Math.Max(1, most), MostOutputs), atEnd / vectors);
    }

    /// <summary>The phase that computes the problem with the tile of a tactic, or a lower one if that leaves too few
    /// registers.</summary>
    public static KernelPhase Phase(ContractionProblem problem, Tactic tactic, CpuTarget target) =>
        ContractionEmitter.Phase(problem, Cut(problem, tactic, target), target);

    /// <summary>The blocking that a tactic stands for.</summary>
    public static Blocking Cut(ContractionProblem problem, Tactic tactic, CpuTarget target)
    {
        bool dot = problem.B.Form == PanelForm.Columns;
        int width = dot ? Math.Min(tactic.Within("columns", 1, MostColumns), target.Lanes) : Vectors(tactic, target);
        while (dot && width > 1 && DotEmitter.MostOutputs(problem, width, target) == 0) width--;
        int most = Math.Max(1, dot ? DotEmitter.MostOutputs(problem, width, target) : MostTile(problem, width, target));
        int depth = !dot && tactic.Has("depth") ? tactic.Within("depth", 1, int.MaxValue) : int.MaxValue;
        return Blocking.Of(problem, Math.Min(tactic.Within("outputs", 1, MostOutputs), most), width, depth, target);
    }

    private static int Widest(CpuTarget target) => Math.Min(MostVectors, target.Vecs - 3);

    // A single row of results that reads B once, where it lies, is the better the longer the pieces are that it reads.
    private static int Widest(ContractionProblem problem, CpuTarget target) =>
        problem.B.Form == PanelForm.InPlace && problem.Y.Out * problem.X.Out == 1 ? Widest(target)
            : Math.Min(MostVectorsOfSeveral, target.Vecs / 2);

    private static IEnumerable<(double Cycles, Tactic Tactic)> Tiles(ContractionProblem problem, CpuTarget target)
    {
        bool dot = problem.B.Form == PanelForm.Columns;
        int lanes = dot ? 1 : target.Lanes, columns = Math.Max(1, (problem.N + lanes - 1) / lanes);
        double outer = problem.Outer.Aggregate(1.0, (a, b) => a * b);
        // Cycles of all workers, of which some wait at the end for those that have a task more.
        double Total(double cycles, Blocking blocking)
        {
            double tasks = Math.Max(1, outer * blocking.Tasks), rounds = Math.Ceiling(tasks / target.Threads);
            return (outer * cycles + target.Threads * FirstPanel(problem, blocking, target)) * rounds * target.Threads / tasks;
        }
        for (int v = 1; v <= Math.Min(dot ? target.Lanes : Widest(problem, target), columns); v++)
        {
            int most = dot ? DotEmitter.MostOutputs(problem, v, target) : MostTile(problem, v, target);
            // A smaller tile is another tile only if the sizes are split differently.
            for (int p = most, last = 0; p >= 1 && p > most / 2; p--)
            {
                var blocking = Blocking.Of(problem, p, v, int.MaxValue, target);
                int signature = HashCode.Combine(blocking.X.Sum(r => r.Count), blocking.Y.Sum(r => r.Count),
                    blocking.Panels.Sum(r => r.Count));
                if (signature == last) continue;
                last = signature;
                double cycles = dot ? DotCycles(problem, blocking, target) : Cycles(problem, blocking, target);
                yield return (Total(cycles, blocking), Tactic.Of(("outputs", p), (dot ? "columns" : "vectors", v)));
                // A panel that leaves room in the cache for other things gains nothing from being cut.
                if (dot || 4.0 * problem.Depth * v * lanes < target.L2Bytes / 4.0) continue;
                int part = PartOfDepth(problem, target);
                var split = Blocking.Of(problem, p, v, part, target);
                if (split.Depth is null) continue;
                yield return (Total(Cycles(problem, split, target), split), Tactic.Of(("outputs", p), ("vectors", v), ("depth", part)));
            }
        }
    }

    // Cycles in which a worker waits for its first panel, which nobody asked for in time.
    private static double FirstPanel(ContractionProblem problem, Blocking blocking, CpuTarget target)
    {
        if (!blocking.PrefetchesNext) return 0;
        double depth = problem.Depth / (double)(blocking.Depth?.Count ?? 1);
        return depth * blocking.Panels[0].Vectors * target.Lanes * 4 / FarBytesPerCycle;
    }

    // As much of k as makes a sum that needs no chunks.
    private static int PartOfDepth(ContractionProblem problem, CpuTarget target)
    {
        long products = problem.Depth / Math.Max(1, problem.K);
        return (int)Math.Max(1, TileEmitter.LongestPlainSum / Math.Max(1, products) / target.Lanes) * target.Lanes;
    }

    // Bytes per cycle from where so many bytes live that are read again and again, with so many others in between.
    private static double Rate(double bytes, double others, CpuTarget target) =>
        bytes <= target.L1Bytes / 2.0 ? 128 : bytes + others <= target.L2Bytes * 0.6 ? 40 : 10;

    private static int Largest(IReadOnlyList<TileRun> runs) => runs.Count == 0 ? 0 : runs.Max(r => r.Size);

    // Steps of VectorAssembler.SumRows.
    private static int Merges(int rows, int lanes)
    {
        int merges = 0;
        for (int distance = 1; distance < lanes; distance *= 2) merges += rows = (rows + 1) / 2;
        return merges;
    }

    private static double DotCycles(ContractionProblem problem, Blocking blocking, CpuTarget target)
    {
        double total = 0, vector = target.Lanes * 4, rest = problem.K % target.Lanes;
        double steps = problem.K / target.Lanes + (rest > 0 ? 1.5 : 0);
        double rowsOfA = 4.0 * problem.K * problem.Y.Out * problem.X.Out;
        double rateA = blocking.Panels.Sum(p => p.Count) == 1 ? 128 : Rate(rowsOfA, 0, target);
        foreach (var panel in blocking.Panels)
        {
            int c = panel.Vectors;
            // Outputs come by once; columns may fill the rest of the cache.
            double rateB = Rate(2.2 * problem.K * c, 0, target);
            foreach (var y in blocking.Y)
            {
                foreach (var x in blocking.X)
                {
                    int p = y.Size * x.Size;
                    double latency = Latency / DotEmitter.SetsFor(p * c, problem, target.Lanes);
                    double loads = Math.Max((p + c) / 2.0, p * vector / rateA + c * vector / rateB);
                    double step = Math.Max(Math.Max(p * c / 2.0, loads), latency);
                    // The end of a tile runs beside the products of the next one.
                    bool joined = DotEmitter.Joins(problem, y, x, c, target.Lanes);
                    int vectors = joined ? 1 : p, merges = vectors * Merges(p * c / vectors, target.Lanes);
                    double tile = steps * step + 12 + 0.6 * merges + 2.0 * vectors;
                    total += tile * panel.Count * y.Count * x.Count;
                }
            }
        }
        return total;
    }

    private static double Cycles(ContractionProblem problem, Blocking blocking, CpuTarget target)
    {
        double total = 0;
        bool aliased = problem.A.X * 4 % CachePage == 0 && problem.A.X != 0;
        // Pieces of rows that come from far away.
        bool scattered = problem.B.Form == PanelForm.InPlace && 4.0 * problem.Depth * problem.N > target.L2Bytes * 0.6;
        foreach (var panel in blocking.Panels)
        {
            double panelBytes = problem.Depth * panel.Vectors * target.Lanes * 4.0, parts = blocking.Depth?.Count ?? 1;
            double itemBytes = 4.0 * problem.Sources * problem.K * Largest(blocking.Y) * Largest(blocking.X);
            double whole = Rate(panelBytes, itemBytes, target), rate = Rate(panelBytes / parts, itemBytes / parts, target);
            // The first tile of a task brings a part of the panel closer.
            double tiles = blocking.RowsPerTask * (double)blocking.ColumnsPerTask;
            if (parts > 1) rate = 1 / (1 / rate + (1 / whole - 1 / rate) / tiles);
            // Bringing a square of lanes into order takes about as long as its loads, stores and shuffles.
            if (problem.B.Form == PanelForm.Gathered)
            {
                double vectors = panelBytes / 4 / target.Lanes * panel.Count;
                total += vectors * blocking.RowGroups * blocking.ColumnGroups * GatherCycles;
            }
            foreach (var y in blocking.Y)
            {
                foreach (var x in blocking.X)
                {
                    int p = y.Size * x.Size, v = panel.Vectors;
                    double fma = p * v / 2.0, loads = (p + v) / 2.0, latency = Latency / TileEmitter.SetsFor(p * v, target.Vecs - 1 - v);
                    double step = Math.Max(Math.Max(fma, loads), Math.Max(latency, v * target.Lanes * 4 / rate)) + loads / 16;
                    if (aliased && p > 10) step *= 1.4;
                    if (scattered) step *= 1 + 2.0 / v;
                    total += (double)panel.Count * y.Count * x.Count * (step * problem.Depth + parts * (40 + 2.0 * p * v));
                }
            }
        }
        return total;
    }
}
