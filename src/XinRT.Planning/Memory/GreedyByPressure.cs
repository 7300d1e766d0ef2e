namespace XinRT.Planning;

/// <summary>Places the buffers of the fullest step first, then those of the next fullest (Pisarchyk and Lee, arXiv:2001.03288,
/// "greedy by breadth"): the step that sets the lower bound gets a tight packing.</summary>
public sealed class GreedyByPressure : IMemoryPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment)
    {
        int steps = requests.Count == 0 ? 0 : requests.Max(r => r.LastStep) + 1;
        var live = new long[steps];
        foreach (var r in requests)
            for (int s = r.FirstStep; s <= r.LastStep; s++) live[s] += r.Bytes;
        // A buffer belongs to the fullest step it lives in.
        return GapSearch.Place(requests, Enumerable.Range(0, requests.Count)
            .OrderByDescending(i => live.AsSpan(requests[i].FirstStep, requests[i].LastStep - requests[i].FirstStep + 1).ToArray().Max())
            .ThenByDescending(i => requests[i].LastStep - requests[i].FirstStep)
            .ThenByDescending(i => requests[i].Bytes), alignment);
    }
}
