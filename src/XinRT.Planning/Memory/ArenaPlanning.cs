namespace XinRT.Planning;

/// <summary>Lays out the arena of a program.</summary>
public static class ArenaPlanning
{
    /// <summary>Bytes to which every buffer is aligned: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    private static readonly IMemoryPlanner[] Planners = [new GreedyBySize(), new FirstFitByStart(), new GreedyByPressure()];

    /// <summary>Offsets of buffers in the order of the requests, the bytes they take together, and the largest sum of buffers alive
    /// at one step, below which no arena can be.</summary>
    public static (IReadOnlyList<long> Offsets, long Bytes, long LowerBound) Plan(IReadOnlyList<BufferRequest> requests)
    {
        long bound = LowerBound(requests);
        // No greedy order wins on every graph, and each costs milliseconds. Below the bound there is nothing to win.
        IReadOnlyList<long> offsets = [];
        long end = long.MaxValue;
        foreach (var planner in Planners)
        {
            var found = planner.Plan(requests, Alignment);
            if (End(requests, found) < end) (offsets, end) = (found, End(requests, found));
            if (end <= bound) break;
        }
        return (offsets, end, bound);
    }

    private static long End(IReadOnlyList<BufferRequest> requests, IReadOnlyList<long> offsets)
    {
        long end = 0;
        for (int i = 0; i < requests.Count; i++) end = Math.Max(end, offsets[i] + requests[i].AlignedBytes(Alignment));
        return end;
    }

    // Counted with alignment.
    private static long LowerBound(IReadOnlyList<BufferRequest> requests)
    {
        int first = 0, last = 0;
        foreach (var r in requests) (first, last) = (Math.Min(first, r.FirstStep), Math.Max(last, r.LastStep));
        long[] change = new long[last - first + 2];
        foreach (var r in requests)
        {
            long bytes = r.AlignedBytes(Alignment);
            change[r.FirstStep - first] += bytes;
            change[r.LastStep + 1 - first] -= bytes;
        }
        long live = 0, most = 0;
        foreach (long c in change) most = Math.Max(most, live += c);
        return most;
    }
}
