using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.Compiler.Memory;

/// <summary>Lays out the arena of an engine.</summary>
public static class MemoryPlanning
{
    private const int Alignment = 64;

    private static readonly IMemoryPlanner[] Planners = [new GreedyBySize(), new FirstFitByStart(), new GreedyByPressure()];

    /// <summary>Places for all values whose size is known or bounded.</summary>
    /// <param name="graph">The optimized graph.</param>
    /// <param name="largest">Largest size of each symbol; symbols without one leave their values to the heap.</param>
    public static MemoryLayout Plan(Graph graph, IReadOnlyDictionary<string, long> largest)
    {
        var groups = Liveness.Analyze(graph, largest);
        BufferRequest[] requests = [.. groups.Select(g => new BufferRequest(g.Bytes, g.FirstStep, g.LastStep))];
        long bound = LowerBound(requests, graph.Nodes.Count);
        // No greedy order wins on every graph, and each costs milliseconds. Below the bound there is nothing to win.
        IReadOnlyList<long> offsets = [];
        long end = long.MaxValue;
        foreach (var planner in Planners)
        {
            var found = planner.Plan(requests, Alignment);
            if (End(requests, found) < end) (offsets, end) = (found, End(requests, found));
            if (end <= bound) break;
        }
        var places = groups.SelectMany((g, i) => g.Owners.Select(o => new Placement(o.Value.Name, offsets[i], g.Bytes, o.First, o.Last)))
            .OrderBy(p => p.FirstStep).ThenBy(p => p.Offset);
        return new MemoryLayout(end, bound, [.. places]);
    }

    private static long End(BufferRequest[] requests, IReadOnlyList<long> offsets)
    {
        long end = 0;
        for (int i = 0; i < requests.Length; i++) end = Math.Max(end, offsets[i] + requests[i].AlignedBytes(Alignment));
        return end;
    }

    // Largest sum of buffers alive at one step, counted with their alignment.
    private static long LowerBound(BufferRequest[] requests, int steps)
    {
        var change = new long[steps + 2];
        foreach (var r in requests)
        {
            long bytes = r.AlignedBytes(Alignment);
            change[r.FirstStep] += bytes;
            change[Math.Min(r.LastStep, steps) + 1] -= bytes;
        }
        long live = 0, most = 0;
        foreach (long c in change) most = Math.Max(most, live += c);
        return most;
    }
}
