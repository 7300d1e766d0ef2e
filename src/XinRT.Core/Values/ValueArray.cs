using System.Collections;
using System.Runtime.CompilerServices;

namespace XinRT;

/// <summary>Immutable array compared by content, for use in records.</summary>
[CollectionBuilder(typeof(ValueArray), nameof(ValueArray.Create))]
public readonly struct ValueArray<T>(T[]? items) : IEquatable<ValueArray<T>>, IReadOnlyList<T>
{
    private readonly T[]? _items = items;

    /// <summary>The items.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <inheritdoc/>
    public int Count => _items?.Length ?? 0;

    /// <summary>Whether there is no item.</summary>
    public bool IsEmpty => Count == 0;

    /// <inheritdoc/>
    public T this[int index] => _items![index];

    /// <summary>Takes over the array; the caller must not change it afterwards.</summary>
    public static implicit operator ValueArray<T>(T[] items) => new(items);

    /// <summary>A copy.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(ValueArray<T> other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return _items![i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', this)}]";

    /// <summary>Equal by content.</summary>
    public static bool operator ==(ValueArray<T> a, ValueArray<T> b) => a.Equals(b);

    /// <summary>Not equal by content.</summary>
    public static bool operator !=(ValueArray<T> a, ValueArray<T> b) => !a.Equals(b);
}

/// <summary>Makes <see cref="ValueArray{T}"/> from collection expressions.</summary>
public static class ValueArray
{
    /// <summary>Copies the items.</summary>
    public static ValueArray<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
