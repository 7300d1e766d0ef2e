using System.Runtime.InteropServices;

namespace XinRT.Runtime.Memory;

/// <summary>The memory of one context: one aligned native block, divided as the engine's plan says.</summary>
internal sealed unsafe class Arena : IDisposable
{
    /// <summary>Alignment of the block in bytes: a page, so that buffers keep their places within cache lines and pages.</summary>
    private const int Alignment = 4096;

    private byte* _start;

    /// <summary>Allocates the block; nothing for 0 bytes. Contents are not defined.</summary>
    public Arena(long bytes)
    {
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

    /// <summary>Address of the first byte.</summary>
    public nint Start => (nint)_start;

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
}
