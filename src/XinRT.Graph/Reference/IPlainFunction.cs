namespace XinRT.Reference;

/// <summary>A function of two elements without special row forms.</summary>
public interface IPlainFunction<TIn, TOut>
{
    /// <summary>One result.</summary>
    static abstract TOut Of(TIn a, TIn b);
}
