namespace XinRT.Planning;

/// <summary>Places buffers one after the other, each into the tightest gap between those already placed that live at the same
/// time: what all greedy planners share. They differ in the order.</summary>
internal static class GapSearch
{
    /// <summary>Offsets in the order of the requests.</summary>
    public static IReadOnlyList<long> Place(IReadOnlyList<BufferRequest> requests, IEnumerable<int> order, int alignment)
    {
        var offsets = new long[requests.Count];
        // Placed buffers in order of offset, so that gaps are found in one sweep.
        var placed = new List<int>();
        foreach (int i in order)
        {
            long size = requests[i].AlignedBytes(alignment), end = 0, best = -1, bestGap = long.MaxValue;
            foreach (int j in placed)
            {
                if (!requests[i].Meets(requests[j])) continue;
                long gap = offsets[j] - end;
                if (gap >= size && gap < bestGap) (best, bestGap) = (end, gap);
                end = Math.Max(end, offsets[j] + requests[j].AlignedBytes(alignment));
            }
            offsets[i] = best >= 0 ? best : end;
            placed.Insert(Behind(placed, offsets, offsets[i]), i);
        }
        return offsets;
    }

    /// <summary>Places buffers in an order; equal ones in that of the requests.</summary>
    public static IReadOnlyList<long> Place(IReadOnlyList<BufferRequest> requests, Comparison<BufferRequest> order, int alignment)
    {
        int[] sorted = Arrays.Indices(requests.Count);
        Array.Sort(sorted, (i, j) => order(requests[i], requests[j]) is not 0 and var first ? first : i - j);
        return Place(requests, sorted, alignment);
    }

    // Where the first of the placed buffers stands that lies behind the offset.
    private static int Behind(List<int> placed, long[] offsets, long offset)
    {
        int low = 0, high = placed.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (offsets[placed[middle]] > offset) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
