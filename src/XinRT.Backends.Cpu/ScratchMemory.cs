using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>Scratch memory of the workers of one context. A page that may not be touched lies behind it, so that a kernel that
/// writes too far ends the process and spoils nothing.</summary>
// SAFETY: only addresses are given; whoever holds one uses it while this object lives and no larger memory is reserved.
internal sealed class ScratchMemory : IDisposable
{
    ~ScratchMemory() => Free();

    /// <summary>Address of the first byte, which begins a page; 0 while there is none.</summary>
    public nint Start { get; private set; }

    /// <summary>Bytes in whole pages.</summary>
    public long Bytes { get; private set; }

    /// <summary>Makes sure of so much memory; the contents are lost where there was less.</summary>
    public void Reserve(long bytes)
    {
        if (bytes <= Bytes) return;
        long whole = PageMemory.WholePages(bytes), page = PageMemory.PageBytes;
        nint start = PageMemory.Reserve(whole + page);
        if (start != 0 && !PageMemory.Protect(start + (nint)whole, page, PageAccess.None))
        {
            PageMemory.Release(start, whole + page);
            start = 0;
        }
        if (start == 0)
        {
            throw new InferenceException("XIN6107", "scratch memory",
                $"a context's threads need {bytes} bytes, but the system does not give them (error {PageMemory.LastError})",
                hint: "use smaller maximum shapes, fewer threads or fewer contexts");
        }
        Free();
        (Start, Bytes) = (start, whole);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Start != 0) PageMemory.Release(Start, Bytes + PageMemory.PageBytes);
        (Start, Bytes) = (0, 0);
    }
}
