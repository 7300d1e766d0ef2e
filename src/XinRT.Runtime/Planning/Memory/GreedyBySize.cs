namespace XinRT.Runtime.Planning;

/// <summary>Places the largest buffers first (Pisarchyk and Lee, arXiv:2001.03288, "greedy by size").</summary>
public sealed class GreedyBySize : IMemoryPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment) => GapSearch.Place(requests,
        Enumerable.Range(0, requests.Count).OrderByDescending(i => requests[i].Bytes).ThenBy(i => requests[i].FirstStep), alignment);
}
