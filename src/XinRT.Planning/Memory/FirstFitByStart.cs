namespace XinRT.Planning;

/// <summary>Places buffers in the order in which they are computed: best for chains whose sizes change little.</summary>
public sealed class FirstFitByStart : IMemoryPlanner
{
    /// <inheritdoc/>
    public IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment) => GapSearch.Place(requests,
        (a, b) => a.FirstStep == b.FirstStep ? b.Bytes.CompareTo(a.Bytes) : a.FirstStep - b.FirstStep, alignment);
}
