using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace XinRT;

/// <summary>A file seen as memory. Pages are private: writing to the memory never changes the file. The mapping lives as long
/// as this object or any memory taken from it.</summary>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _file = file;
        _view = view;
        Length = length;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Maps a file of at least one byte.</summary>
    public static MappedFile Open(string path)
    {
        using var handle = File.OpenHandle(path);
        long length = RandomAccess.GetLength(handle);
        var file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.CopyOnWrite), length);
    }

    /// <summary>A part of the file.</summary>
    public Memory<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        // SAFETY: the range was just checked against the mapping, and the manager keeps this object reachable.
        return new Part(this, _start + offset, length).Memory;
    }

    /// <summary>Unmaps the file; memory taken from it must not be used any more.</summary>
    public void Dispose()
    {
        if (_view.SafeMemoryMappedViewHandle.IsClosed) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private sealed class Part(MappedFile owner, byte* start, int length) : MemoryManager<byte>
    {
        // SAFETY: start and length were checked by the owner, which stays mapped while this part is reachable, or says that it is not.
        public override Span<byte> GetSpan() => new(Start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(Start + elementIndex, pinnable: this);

        private byte* Start
        {
            get
            {
                ObjectDisposedException.ThrowIf(owner._view.SafeMemoryMappedViewHandle.IsClosed, owner);
                return start;
            }
        }

        public override void Unpin() => GC.KeepAlive(owner);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
