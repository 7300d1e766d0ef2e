using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Kernels.Movement;

/// <summary>Memory between two pages that cannot be touched: it touches one of them, and keeps less than a page from the
/// other.</summary>
internal sealed class GuardedMemory : IDisposable
{
    private readonly nint _place;
    private readonly long _reserved, _bytes;

    public GuardedMemory(long bytes, bool atFront = false)
    {
        int page = PageMemory.PageBytes;
        _bytes = bytes;
        _reserved = PageMemory.WholePages(bytes) + 2 * page;
        _place = PageMemory.Reserve(_reserved);
        Start = _place + (atFront ? page : (nint)(_reserved - page - bytes));
        PageMemory.Protect(_place, page, PageAccess.None);
        PageMemory.Protect(_place + (nint)(_reserved - page), page, PageAccess.None);
    }

    /// <summary>Address of the first byte.</summary>
    public nint Start { get; }

    /// <summary>The memory.</summary>
    public unsafe Span<byte> Bytes => new((void*)Start, (int)_bytes);

    public void Dispose() => PageMemory.Release(_place, _reserved);
}
