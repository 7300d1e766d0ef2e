using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT.Runtime.Memory;

/// <summary>The memory of one context: one pinned block, divided as the engine's plan says. The garbage collector frees it after
/// everybody who has a part of it, a span among them, so that no result ever looks at memory that is gone.</summary>
internal sealed class Arena
{
    /// <summary>Alignment of the block in bytes: a page, so that buffers keep their places within cache lines and pages.</summary>
    private const int Alignment = 4096;

    private readonly Line[] _lines;

    // Where the block begins in the array.
    private readonly int _first;

    /// <summary>Allocates the block; nothing for 0 bytes. Contents are not defined.</summary>
    public Arena(long bytes)
    {
        try
        {
            _lines = bytes == 0 ? [] : GC.AllocateUninitializedArray<Line>(checked((int)((bytes + Alignment + Line.Bytes - 1) / Line.Bytes)), pinned: true);
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            throw new InferenceException("XIN6107", "arena", $"a context needs {bytes} bytes, but the system does not give them",
                hint: "use smaller maximum shapes or fewer contexts", inner: e);
        }
        if (bytes == 0) return;
        nint at = Marshal.UnsafeAddrOfPinnedArrayElement(_lines, 0), start = (at + Alignment - 1) & -Alignment;
        (_first, Start) = ((int)(start - at), start);
    }

    /// <summary>Address of the first byte; it holds as long as this object is reachable.</summary>
    public nint Start { get; }

    /// <summary>A part of the block.</summary>
    public Memory<byte> Slice(long offset, int length) => new Part(_lines, _first + offset, length).Memory;

    [StructLayout(LayoutKind.Sequential, Size = Bytes)]
    private struct Line
    {
        public const int Bytes = 64;
    }

    // SAFETY: the planner keeps buffers within the block. A span refers to the array, which therefore outlives it.
    private sealed unsafe class Part(Line[] lines, long offset, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() =>
            MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.As<Line, byte>(ref MemoryMarshal.GetArrayDataReference(lines)), (nint)offset), length);

        public override MemoryHandle Pin(int elementIndex = 0) =>
            new((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(lines, 0) + offset + elementIndex, pinnable: this);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
