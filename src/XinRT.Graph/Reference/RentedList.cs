using System.Buffers;

namespace XinRT.Reference;

/// <summary>A list whose items lie in memory of a pool, as those of <see cref="Rented{T}"/>.</summary>
internal sealed class RentedList<T> : IDisposable
{
    private T[] _items = ArrayPool<T>.Shared.Rent(64);
    private int _count;

    /// <summary>The items; they hold until the next is added.</summary>
    public Span<T> Span => _items.AsSpan(0, _count);

    /// <summary>Adds items at the end.</summary>
    public void Add(params ReadOnlySpan<T> items)
    {
        if (_count + items.Length > _items.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(2 * (_count + items.Length));
            Span.CopyTo(larger);
            ArrayPool<T>.Shared.Return(_items);
            _items = larger;
        }
        items.CopyTo(_items.AsSpan(_count));
        _count += items.Length;
    }

    /// <summary>Gives the items back.</summary>
    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_items);
        _items = [];
    }
}
