using System.Buffers;

namespace XinRT.Runtime.EngineFile;

/// <summary>Memory whose contents are checked when they are first read.</summary>
/// <param name="memory">The memory.</param>
/// <param name="check">Checks the contents of all memory that shares it, once; what it throws, every read throws.</param>
internal sealed class CheckedMemory(Memory<byte> memory, Lazy<bool> check) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(memory.Length);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        _ = check.Value;
        return memory.Span;
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        _ = check.Value;
        return memory[elementIndex..].Pin();
    }

    /// <summary>Nothing: the handles of <see cref="Pin"/> are those of the memory itself.</summary>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
