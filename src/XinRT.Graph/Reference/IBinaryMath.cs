using System.Numerics;

namespace XinRT.Reference;

/// <summary>Arithmetic of two numbers of any type. A type whose row form is vectorized overrides it; else the plain loop
/// runs.</summary>
public interface IBinaryMath<TSelf> where TSelf : IBinaryMath<TSelf>
{
    /// <summary>One result; integers wrap around.</summary>
    static abstract T Of<T>(T a, T b) where T : unmanaged, INumber<T>;

    /// <summary>A row from two rows.</summary>
    static virtual void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = TSelf.Of(a[i], b[i]);
    }

    /// <summary>A row from a row and one element.</summary>
    static virtual void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = TSelf.Of(a[i], b);
    }

    /// <summary>A row from one element and a row.</summary>
    static virtual void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < y.Length; i++) y[i] = TSelf.Of(a, b[i]);
    }
}
