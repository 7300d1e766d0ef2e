namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Chooses register tiles for a <see cref="ContractionProblem"/> by an estimate of cycles.</summary>
internal static class ContractionTactics
{
    private const int Most = 12;
    private const int MostVectors = 8;
    private const int MostOutputs = 28;
    private const int CachePage = 4096;

    /// <summary>Cycles from one multiply-add to another that needs its result.</summary>
    private const double Latency = 4;

    /// <summary>Tiles worth trying, the best by estimate first.</summary>
    public static IReadOnlyList<Tactic> Of(ContractionProblem problem, CpuTarget target)
    {
        var found = new List<(double Cycles, int Outputs, int Vectors)>();
        int columns = (problem.N + target.Lanes - 1) / target.Lanes;
        for (int v = 1; v <= Math.Min(Widest(target), Math.Max(1, columns)); v++)
        {
            int most = MostTile(problem, v, target);
            if (most == 0) continue;
            // A smaller tile is another tile only if the sizes are split differently.
            for (int p = most, last = 0; p >= 1 && p > most / 2; p--)
            {
                var blocking = Blocking.Of(problem, p, v, target);
                int signature = HashCode.Combine(blocking.X.Sum(r => r.Count), blocking.Y.Sum(r => r.Count), blocking.Panels.Sum(r => r.Count));
                if (signature == last) continue;
                last = signature;
                found.Add((Cycles(problem, blocking, target), p, v));
            }
        }
        return [.. found.OrderBy(f => f.Cycles).Take(Most).Select(f => Tactic.Of(("outputs", f.Outputs), ("vectors", f.Vectors)))];
    }

    /// <summary>Width of a panel in vectors.</summary>
    public static int Vectors(Tactic tactic, CpuTarget target) => Math.Min(tactic.Within("vectors", 1, MostVectors), Widest(target));

    /// <summary>Most outputs of a tile that is so many vectors wide; 0 if the epilogue leaves no room for one.</summary>
    public static int MostTile(ContractionProblem problem, int vectors, CpuTarget target)
    {
        // A mask takes a vector register where there are no registers for masks.
        int mask = target.Isa == CpuIsa.Avx512 || problem.N % target.Lanes == 0 ? 0 : 1;
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
        int vectors = Vectors(tactic, target), most = Math.Max(1, MostTile(problem, vectors, target));
        return Blocking.Of(problem, Math.Min(tactic.Within("outputs", 1, MostOutputs), most), vectors, target);
    }

    private static int Widest(CpuTarget target) => Math.Min(MostVectors, target.Vecs / 2);

    private static double Cycles(ContractionProblem problem, Blocking blocking, CpuTarget target)
    {
        double total = 0;
        bool aliased = problem.A.X * 4 % CachePage == 0 && problem.A.X != 0;
        foreach (var panel in blocking.Panels)
        {
            double panelBytes = problem.Depth * panel.Vectors * target.Lanes * 4.0;
            // Bytes per cycle from where the panel lives while it is swept.
            double rate = panelBytes <= target.L1Bytes / 2.0 ? 128 : panelBytes <= target.L2Bytes * 0.6 ? 40 : 10;
            foreach (var y in blocking.Y)
            {
                foreach (var x in blocking.X)
                {
                    int p = y.Size * x.Size, v = panel.Vectors;
                    double fma = p * v / 2.0, loads = (p + v) / 2.0, latency = Latency / TileEmitter.SetsFor(p * v, target.Vecs - 1 - v);
                    double step = Math.Max(Math.Max(fma, loads), Math.Max(latency, v * target.Lanes * 4 / rate)) + loads / 16;
                    if (aliased && p > 10) step *= 1.4;
                    total += (double)panel.Count * y.Count * x.Count * (step * problem.Depth + 40 + 2.0 * p * v);
                }
            }
        }
        return total;
    }
}
