using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.Compiler.Memory;

/// <summary>Lays out the arena of an engine.</summary>
public static class MemoryPlanning
{
    private const int Alignment = 64;

    /// <summary>Places for all values whose size is known or bounded.</summary>
    /// <param name="graph">The optimized graph.</param>
    /// <param name="largest">Largest size of each symbol; symbols without one leave their values to the heap.</param>
    /// <param name="planner">Algorithm; <see cref="GreedyBySize"/> by default.</param>
    public static MemoryLayout Plan(Graph graph, IReadOnlyDictionary<string, long> largest, IMemoryPlanner? planner = null)
    {
        var groups = Liveness.Analyze(graph, largest);
        BufferRequest[] requests = [.. groups.Select(g => new BufferRequest(g.Bytes, g.FirstStep, g.LastStep))];
        var offsets = (planner ?? new GreedyBySize()).Plan(requests, Alignment);
        long end = 0;
        for (int i = 0; i < requests.Length; i++) end = Math.Max(end, offsets[i] + requests[i].Bytes);
        var places = groups.SelectMany((g, i) => g.Owners.Select(o => new Placement(o.Value.Name, offsets[i], g.Bytes, o.First, o.Last)))
            .OrderBy(p => p.FirstStep).ThenBy(p => p.Offset);
        return new MemoryLayout(end, LowerBound(requests, graph.Nodes.Count), [.. places]);
    }

    // Largest sum of buffers alive at one step, counted with their alignment.
    private static long LowerBound(BufferRequest[] requests, int steps)
    {
        var change = new long[steps + 2];
        foreach (var r in requests)
        {
            long bytes = (r.Bytes + Alignment - 1) / Alignment * Alignment;
            change[r.FirstStep] += bytes;
            change[Math.Min(r.LastStep, steps) + 1] -= bytes;
        }
        long live = 0, most = 0;
        foreach (long c in change) most = Math.Max(most, live += c);
        return most;
    }
}
