using System.Numerics;

namespace XinRT.Reference;

/// <summary>Arithmetic of two integers.</summary>
public interface IBinaryBits
{
    /// <summary>One result.</summary>
    static abstract T Of<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>;
}
