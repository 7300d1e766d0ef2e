using System.Buffers;

namespace XinRT;

/// <summary>Memory outside the managed heap as <see cref="Memory{T}"/>. Whoever makes it says that the memory outlives it.</summary>
public sealed unsafe class NativeBytes : MemoryManager<byte>
{
    private readonly byte* _start;
    private readonly int _length;
    private readonly object? _owner;

    private NativeBytes(nint start, int length, object? owner)
    {
        _start = (byte*)start;
        _length = length;
        _owner = owner;
    }

    /// <summary>The bytes at an address.</summary>
    /// <param name="start">Address of the first.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="owner">Kept reachable as long as the memory is used.</param>
    public static Memory<byte> At(nint start, int length, object? owner = null) => new NativeBytes(start, length, owner).Memory;

    /// <inheritdoc/>
    // SAFETY: the caller of At vouched for start and length.
    public override Span<byte> GetSpan() => new(_start, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin() => GC.KeepAlive(_owner);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
