using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary><c>Σ x</c></summary>
internal readonly struct SumFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        unchecked(accumulator + TensorPrimitives.Sum(x));

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        TensorPrimitives.Add(accumulators, x, accumulators);
}

/// <summary><c>Σ x²</c></summary>
internal readonly struct SumSquareFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        unchecked(accumulator + TensorPrimitives.SumOfSquares(x));

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        TensorPrimitives.MultiplyAdd(x, x, accumulators, accumulators);
}

/// <summary><c>Σ |x|</c>; the smallest integer has no magnitude and counts as itself.</summary>
internal readonly struct SumMagnitudeFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (typeof(T) == typeof(double)) return accumulator + TensorPrimitives.SumOfMagnitudes(x);
        foreach (var v in x) accumulator = unchecked(accumulator + Magnitude(v));
        return accumulator;
    }

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        for (int i = 0; i < accumulators.Length; i++) accumulators[i] = unchecked(accumulators[i] + Magnitude(x[i]));
    }

    private static T Magnitude<T>(T v) where T : unmanaged, INumber<T> => v < T.Zero ? unchecked(T.Zero - v) : v;
}

/// <summary><c>Π x</c></summary>
internal readonly struct ProductFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.One;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        unchecked(accumulator * TensorPrimitives.Product(x));

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        TensorPrimitives.Multiply(accumulators, x, accumulators);
}

/// <summary>Largest element; of none, the lowest value or minus infinity.</summary>
internal readonly struct MaxFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? T.CreateTruncating(double.NegativeInfinity) : T.MinValue;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        T.Max(accumulator, TensorPrimitives.Max(x));

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        TensorPrimitives.Max(accumulators, x, accumulators);
}

/// <summary>Smallest element; of none, the highest value or infinity.</summary>
internal readonly struct MinFolder : IFolder
{
    public static T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? T.CreateTruncating(double.PositiveInfinity) : T.MaxValue;

    public static T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        T.Min(accumulator, TensorPrimitives.Min(x));

    public static void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        TensorPrimitives.Min(accumulators, x, accumulators);
}
