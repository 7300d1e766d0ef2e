namespace XinRT.Compiler.Memory;

/// <summary>Places the largest buffers first, each into the tightest gap between the buffers already placed that live at the
/// same time (Pisarchyk and Lee, arXiv:2001.03288, "greedy by size").</summary>
public sealed class GreedyBySize : IMemoryPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment)
    {
        var offsets = new long[requests.Count];
        // Placed buffers in order of offset, so that gaps are found in one sweep.
        var placed = new List<int>();
        foreach (int i in Enumerable.Range(0, requests.Count).OrderByDescending(i => requests[i].Bytes).ThenBy(i => requests[i].FirstStep).ThenBy(i => i))
        {
            long size = Align(requests[i].Bytes, alignment), end = 0, best = -1, bestGap = long.MaxValue;
            foreach (int j in placed)
            {
                if (!requests[i].Meets(requests[j])) continue;
                long gap = offsets[j] - end;
                if (gap >= size && gap < bestGap) (best, bestGap) = (end, gap);
                end = Math.Max(end, offsets[j] + Align(requests[j].Bytes, alignment));
            }
            offsets[i] = best >= 0 ? best : end;
            int at = placed.FindIndex(j => offsets[j] > offsets[i]);
            placed.Insert(at < 0 ? placed.Count : at, i);
        }
        return offsets;
    }

    private static long Align(long bytes, int alignment) => (bytes + alignment - 1) / alignment * alignment;
}
