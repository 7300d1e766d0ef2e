using System.Numerics;

namespace XinRT.Reference;

/// <summary>A yes-or-no question about two numbers.</summary>
public interface IComparison
{
    /// <summary>One answer; a NaN on either side gives false.</summary>
    static abstract bool Of<T>(T a, T b) where T : unmanaged, INumber<T>;
}
