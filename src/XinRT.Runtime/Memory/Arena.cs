using System.Buffers;
using System.Runtime.InteropServices;

namespace XinRT.Runtime.Memory;

/// <summary>The memory of one context: one aligned native block, divided as the engine's plan says.</summary>
internal sealed unsafe class Arena : IDisposable
{
    /// <summary>Alignment of the block and of every place in it, in bytes: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    private readonly long _bytes;
    private byte* _start;

    /// <summary>Allocates the block; nothing for 0 bytes. Contents are not defined.</summary>
    public Arena(long bytes)
    {
        _bytes = bytes;
        if (bytes == 0) return;
        try
        {
            _start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new InferenceException("XIN6107", "arena", $"a context needs {bytes} bytes, but the system does not give them",
                hint: "use smaller maximum shapes or fewer contexts", inner: e);
        }
    }

    ~Arena() => Free();

    /// <summary>A part of the block.</summary>
    public Memory<byte> Slice(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > _bytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} are outside an arena of {_bytes}.");
        // SAFETY: the range was just checked, and the part keeps this object, and so the block, reachable.
        return new Part(this, _start + offset, length).Memory;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }

    private sealed class Part(Arena owner, byte* start, int length) : MemoryManager<byte>
    {
        // SAFETY: start and length were checked by the owner. After it is disposed the part is empty, not dangling.
        public override Span<byte> GetSpan() => owner._start is null ? default : new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
