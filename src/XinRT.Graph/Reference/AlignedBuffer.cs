using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT.Reference;

/// <summary>Scratch memory from the shared pool whose first element starts a cache line; contents are not defined. Dispose
/// gives it back.</summary>
public readonly ref struct AlignedBuffer<T> where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _array;
    private readonly GCHandle _pin;

    /// <summary>Rents room for <paramref name="count"/> elements.</summary>
    public AlignedBuffer(int count)
    {
        int slack = Line / Unsafe.SizeOf<T>();
        _array = ArrayPool<T>.Shared.Rent(count + slack);
        // Pinned while rented, so that the collector does not move it off the line.
        _pin = GCHandle.Alloc(_array, GCHandleType.Pinned);
        int past = (int)(_pin.AddrOfPinnedObject() & (Line - 1));
        Span = _array.AsSpan(past == 0 ? 0 : (Line - past) / Unsafe.SizeOf<T>(), count);
    }

    /// <summary>The elements.</summary>
    public Span<T> Span { get; }

    /// <summary>Gives the memory back to the pool.</summary>
    public void Dispose()
    {
        _pin.Free();
        ArrayPool<T>.Shared.Return(_array);
    }
}
