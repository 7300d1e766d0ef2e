namespace XinRT.Planning;

/// <summary>Places the largest buffers first (Pisarchyk and Lee, arXiv:2001.03288, "greedy by size").</summary>
public sealed class GreedyBySize : IMemoryPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment) => GapSearch.Place(requests,
        (a, b) => a.Bytes == b.Bytes ? a.FirstStep - b.FirstStep : b.Bytes.CompareTo(a.Bytes), alignment);
}
