using System.Buffers;

namespace XinRT.Reference;

/// <summary>Items of undefined contents for the time of one evaluation, from a pool, so that runs one after the other make no
/// garbage.</summary>
internal readonly struct Rented<T>(int count) : IDisposable
{
    private readonly T[] _items = ArrayPool<T>.Shared.Rent(count);

    /// <summary>The items.</summary>
    public Span<T> Span => _items.AsSpan(0, count);

    /// <summary>The items for bodies of parallel loops.</summary>
    public Memory<T> Memory => _items.AsMemory(0, count);

    /// <summary>Gives the items back.</summary>
    public void Dispose() => ArrayPool<T>.Shared.Return(_items);
}
