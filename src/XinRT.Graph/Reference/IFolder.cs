using System.Numerics;

namespace XinRT.Reference;

/// <summary>How elements are folded into one: the start value, and one step over a run or over a row of columns. Integers
/// wrap; a NaN stays.</summary>
internal interface IFolder
{
    /// <summary>Result for no elements.</summary>
    static abstract T Start<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    /// <summary>Folds a run of at least one element into the accumulator.</summary>
    static abstract T Run<T>(T accumulator, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    /// <summary>Folds element i into accumulator i.</summary>
    static abstract void Columns<T>(Span<T> accumulators, ReadOnlySpan<T> x) where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}
