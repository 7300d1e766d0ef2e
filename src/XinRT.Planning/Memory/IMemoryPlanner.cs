namespace XinRT.Planning;

/// <summary>Finds offsets for buffers so that no two that live at the same time overlap.</summary>
public interface IMemoryPlanner
{
    /// <summary>Offsets in the order of the requests, each a multiple of the alignment.</summary>
    IReadOnlyList<long> Plan(IReadOnlyList<BufferRequest> requests, int alignment);
}

/// <summary>A buffer and the steps between which it lives, both included.</summary>
public sealed record BufferRequest(long Bytes, int FirstStep, int LastStep)
{
    /// <summary>Bytes rounded up to the alignment.</summary>
    public long AlignedBytes(int alignment) => (Bytes + alignment - 1) / alignment * alignment;

    /// <summary>Whether both live at some step.</summary>
    public bool Meets(BufferRequest other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}
