namespace XinRT.Backends.Cpu.Asm;

/// <summary>Memory for generated code. Kernels are written first; <see cref="Seal"/> makes their pages executable and takes the
/// right to write away, so that no page ever has both. Pages that were sealed are not written again.</summary>
/// <remarks>For one thread at a time, except that sealed code may run on any number of threads. Code must not run when its memory
/// is disposed of.</remarks>
// SAFETY: writes stay between Open and End of a region, which is memory of this object; entries are only given as addresses.
internal sealed unsafe class CodeMemory : IDisposable
{
    private const long RegionBytes = 2 << 20;

    private static readonly Lazy<bool> Permitted = new(TryOnePage);

    private readonly List<Region> _regions = [];
    private readonly List<KernelCode> _kept = [];

    ~CodeMemory() => Free();

    /// <summary>Whether the system lets this process make memory executable.</summary>
    public static bool IsPermitted => Permitted.Value;

    /// <summary>Bytes of code that were written.</summary>
    public long Used { get; private set; }

    /// <summary>Copies a kernel into the memory. Its entry may be called after <see cref="Seal"/>.</summary>
    public delegate* unmanaged<void**, long, long, void*, void> Write(ReadOnlySpan<byte> code)
    {
        long bytes = (code.Length + CodeBuffer.Alignment - 1L) & -CodeBuffer.Alignment;
        if (_regions.Count == 0 || _regions[^1].End - _regions[^1].Open < bytes)
            _regions.Add(Region.Reserve(Math.Max(RegionBytes, PageMemory.WholePages(bytes))));
        var region = _regions[^1];
        nint place = region.Open;
        code.CopyTo(new Span<byte>((void*)place, code.Length));
        region.Open += (nint)bytes;
        Used += code.Length;
        return (delegate* unmanaged<void**, long, long, void*, void>)place;
    }

    /// <summary>Keeps code that has an address of its own as long as this object lives.</summary>
    public void Keep(KernelCode code) => _kept.Add(code);

    /// <summary>Makes all kernels written so far executable.</summary>
    public void Seal()
    {
        foreach (var region in _regions) region.Seal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (var region in _regions) PageMemory.Release(region.Start, region.Bytes);
        _regions.Clear();
    }

    private static bool TryOnePage()
    {
        nint page = PageMemory.Reserve(PageMemory.PageBytes);
        if (page == 0) return false;
        bool permitted = PageMemory.Protect(page, PageMemory.PageBytes, PageAccess.ReadExecute);
        PageMemory.Release(page, PageMemory.PageBytes);
        return permitted;
    }

    private static BackendException Refused(string what) => new("XIN7006", "cpu backend",
        $"it runs generated code, but the system refused {what}", [new("system error", $"{PageMemory.LastError}")],
        hint: "permit executable memory for this process, or use the reference backend");

    private sealed class Region(nint start, long bytes)
    {
        private nint _sealed = start;

        public nint Start { get; } = start;

        public long Bytes => bytes;

        public nint End => Start + (nint)bytes;

        /// <summary>Where the next kernel goes.</summary>
        public nint Open { get; set; } = start;

        public static Region Reserve(long bytes)
        {
            nint start = PageMemory.Reserve(bytes);
            return start != 0 ? new(start, bytes) : throw Refused($"{bytes} bytes of memory for it");
        }

        public void Seal()
        {
            if (Open == _sealed) return;
            long written = PageMemory.WholePages(Open - _sealed);
            if (!PageMemory.Protect(_sealed, written, PageAccess.ReadExecute)) throw Refused("to make its pages executable");
            _sealed += (nint)written;
            Open = _sealed;
        }
    }
}
