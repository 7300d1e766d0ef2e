using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace XinRT;

/// <summary>Sizes of a tensor's axes, outermost first; each may be symbolic. Compared by value.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<Dim>
{
    private readonly Dim[] _dims;

    private Shape(Dim[] dims) => _dims = dims;

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Number of axes.</summary>
    public int Rank => _dims.Length;

    /// <summary>All sizes.</summary>
    public ReadOnlySpan<Dim> Dims => _dims;

    /// <summary>Whether every size is a number.</summary>
    public bool IsStatic => Array.TrueForAll(_dims, d => d.IsConstant);

    /// <summary>Number of elements.</summary>
    public Dim Count => _dims.Aggregate((Dim)1, (a, b) => a * b);

    /// <summary>Size of an axis; negative counts from the end.</summary>
    public Dim this[int axis] => _dims[axis < 0 ? axis + Rank : axis];

    /// <summary>Makes a shape of dims.</summary>
    public static Shape Of(ReadOnlySpan<Dim> dims) => dims.Length == 0 ? Scalar : new(dims.ToArray());

    /// <summary>Makes a static shape.</summary>
    public static Shape Of(ReadOnlySpan<long> dims)
    {
        var result = new Dim[dims.Length];
        for (int i = 0; i < dims.Length; i++) result[i] = dims[i];
        return Of(result);
    }

    /// <summary>The sizes as numbers, if all are.</summary>
    public bool TryGetStatic([NotNullWhen(true)] out long[]? dims)
    {
        dims = IsStatic ? Array.ConvertAll(_dims, d => d.Value) : null;
        return dims is not null;
    }

    /// <summary>Replaces symbols by numbers.</summary>
    public Shape Bind(IReadOnlyDictionary<string, long> symbols) =>
        IsStatic ? this : Of(Array.ConvertAll(_dims, d => d.Bind(symbols)));

    /// <summary>A copy with one axis changed; negative counts from the end.</summary>
    public Shape With(int axis, Dim size)
    {
        var dims = (Dim[])_dims.Clone();
        dims[axis < 0 ? axis + Rank : axis] = size;
        return Of(dims);
    }

    /// <summary>A copy without one axis; negative counts from the end.</summary>
    public Shape Without(int axis)
    {
        int at = axis < 0 ? axis + Rank : axis;
        return Of([.. _dims[..at], .. _dims[(at + 1)..]]);
    }

    /// <summary>Joint shape of two operands under ONNX (NumPy) broadcasting, or null if two constants contradict.</summary>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        var dims = new Dim[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= dims.Length; i++)
        {
            Dim x = i <= a.Rank ? a[-i] : 1, y = i <= b.Rank ? b[-i] : 1;
            if (x.IsConstant && y.IsConstant && x != y && x != 1 && y != 1) return null;
            dims[^i] = Dim.Broadcast(x, y);
        }
        return Of(dims);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dims.AsSpan().SequenceEqual(other._dims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _dims.Aggregate(17, (h, d) => HashCode.Combine(h, d));

    /// <summary>For example <c>1,3,h,w</c>.</summary>
    public override string ToString() => string.Join(',', _dims);

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator()
    {
        for (int i = 0; i < _dims.Length; i++) yield return _dims[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
