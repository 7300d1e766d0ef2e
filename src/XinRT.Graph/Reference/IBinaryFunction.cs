namespace XinRT.Reference;

/// <summary>A function of two elements, with forms for whole rows that may be faster. The result may lie over an operand of
/// equal size.</summary>
public interface IBinaryFunction<TIn, TOut>
{
    /// <summary>One result.</summary>
    static abstract TOut Of(TIn a, TIn b);

    /// <summary>A row from two rows.</summary>
    static abstract void Of(ReadOnlySpan<TIn> a, ReadOnlySpan<TIn> b, Span<TOut> y);

    /// <summary>A row from a row and one element.</summary>
    static abstract void Of(ReadOnlySpan<TIn> a, TIn b, Span<TOut> y);

    /// <summary>A row from one element and a row.</summary>
    static abstract void Of(TIn a, ReadOnlySpan<TIn> b, Span<TOut> y);
}
