using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests;

/// <summary>Memory with a page that may not be touched right behind its last byte, and another before its first page; the other way
/// round if it is at the front. Unused bytes hold a pattern that is a NaN as float.</summary>
internal sealed unsafe class GuardedBuffer : IDisposable
{
    private const byte Pattern = 0xFF;

    private readonly nint _start;
    private readonly long _reserved;
    private readonly long _open;

    public GuardedBuffer(long bytes, int alignment = 4, bool atFront = false)
    {
        Bytes = (bytes + alignment - 1) / alignment * alignment;
        long page = PageMemory.PageBytes;
        _open = Math.Max(page, PageMemory.WholePages(Bytes));
        _reserved = _open + 2 * page;
        _start = PageMemory.Reserve(_reserved);
        if (_start == 0 || !PageMemory.Protect(_start, page, PageAccess.None)
            || !PageMemory.Protect(_start + (nint)(page + _open), page, PageAccess.None))
            throw new InvalidOperationException($"The system refused memory (error {PageMemory.LastError}).");
        Address = _start + (nint)(page + (atFront ? 0 : _open - Bytes));
        Clear();
    }

    public nint Address { get; }

    public long Bytes { get; }

    public Span<byte> Span => new((void*)Address, (int)Bytes);

    private Span<byte> Whole => new((void*)(_start + PageMemory.PageBytes), (int)_open);

    public void Clear() => Whole.Fill(Pattern);

    /// <summary>Offset, relative to the buffer, of the first byte outside it that is not the pattern; null if there is none.</summary>
    public long? SpoiledAround()
    {
        int front = (int)(Address - _start - PageMemory.PageBytes), end = front + (int)Bytes;
        int before = Whole[..front].IndexOfAnyExcept(Pattern), behind = Whole[end..].IndexOfAnyExcept(Pattern);
        return before >= 0 ? before - front : behind >= 0 ? Bytes + behind : null;
    }

    /// <summary>Offset of the first byte that is not the pattern, among the bytes outside the buffer and those in it that belong to
    /// no element; null if there is none.</summary>
    public long? Spoiled(bool[] isElement, int elementBytes)
    {
        if (SpoiledAround() is { } around) return around;
        for (int i = 0; i < isElement.Length; i++)
        {
            if (isElement[i]) continue;
            int place = Span.Slice(i * elementBytes, elementBytes).IndexOfAnyExcept(Pattern);
            if (place >= 0) return i * (long)elementBytes + place;
        }
        return null;
    }

    public void Dispose() => PageMemory.Release(_start, _reserved);
}
