using System.Numerics;

namespace XinRT.Reference;

/// <summary>A function of one number of any type.</summary>
public interface IUnaryMath
{
    /// <summary>One result; integers wrap around.</summary>
    static abstract T Of<T>(T x) where T : unmanaged, INumber<T>;
}
