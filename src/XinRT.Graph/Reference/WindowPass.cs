using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ops;

namespace XinRT.Reference;

/// <summary>How the elements of a window become one.</summary>
public interface IWindowReduction<T>
{
    /// <summary>Result of an empty window.</summary>
    static abstract T Empty { get; }

    /// <summary>Joins two elements.</summary>
    static abstract T Join(T a, T b);

    /// <summary>Joins a row into another, element by element.</summary>
    static abstract void Join(ReadOnlySpan<T> row, Span<T> into);
}

/// <summary>Largest element; a NaN wins.</summary>
public readonly struct MaxReduction<T> : IWindowReduction<T> where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static T Empty => T.NegativeInfinity;

    /// <inheritdoc/>
    public static T Join(T a, T b) => T.Max(a, b);

    /// <inheritdoc/>
    public static void Join(ReadOnlySpan<T> row, Span<T> into) => TensorPrimitives.Max(row, into, into);
}

/// <summary>Sum of the elements.</summary>
public readonly struct SumReduction<T> : IWindowReduction<T> where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static T Empty => T.Zero;

    /// <inheritdoc/>
    public static T Join(T a, T b) => a + b;

    /// <inheritdoc/>
    public static void Join(ReadOnlySpan<T> row, Span<T> into) => TensorPrimitives.Add(row, into, into);
}

/// <summary>Slides windows along one axis and reduces each; a mean divides by a count for every window.</summary>
public sealed class WindowPass<T, TReduction> : IAxisPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TReduction : struct, IWindowReduction<T>
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int _dilation;
    private readonly T[]? _scale;

    /// <summary>Lays out the windows. <paramref name="divisors"/> has a divisor for each, or is null.</summary>
    public WindowPass(AxisWindow window, long[]? divisors = null)
    {
        (In, Out) = ((int)window.In, (int)window.Out);
        _dilation = (int)window.Dilation;
        (_first, _count) = (new int[Out], new int[Out]);
        for (int o = 0; o < Out; o++) (_first[o], _count[o]) = window.Taps(o);
        if (divisors is not null) _scale = Array.ConvertAll(divisors, d => T.One / T.CreateTruncating(Math.Max(1, d)));
    }

    /// <inheritdoc/>
    public int In { get; }

    /// <inheritdoc/>
    public int Out { get; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<T> src, Span<T> dst, int outer, int inner)
    {
        for (int block = 0; block < outer; block++)
        {
            var from = src.Slice(block * In * inner, In * inner);
            var to = dst.Slice(block * Out * inner, Out * inner);
            if (inner == 1) Elements(from, to);
            else Rows(from, to, inner);
        }
    }

    private void Elements(ReadOnlySpan<T> src, Span<T> dst)
    {
        for (int o = 0; o < dst.Length; o++)
        {
            int at = _first[o], count = _count[o];
            T value = count == 0 ? TReduction.Empty : src[at];
            for (int k = 1; k < count; k++) value = TReduction.Join(value, src[at += _dilation]);
            dst[o] = value;
        }
        if (_scale is not null) TensorPrimitives.Multiply(dst, _scale, dst);
    }

    private void Rows(ReadOnlySpan<T> src, Span<T> dst, int inner)
    {
        for (int o = 0; o < Out; o++)
        {
            var row = dst.Slice(o * inner, inner);
            if (_count[o] == 0) row.Fill(TReduction.Empty);
            else src.Slice(_first[o] * inner, inner).CopyTo(row);
            for (int k = 1; k < _count[o]; k++) TReduction.Join(src.Slice((_first[o] + k * _dilation) * inner, inner), row);
            if (_scale is not null) TensorPrimitives.Multiply(row, _scale[o], row);
        }
    }
}
