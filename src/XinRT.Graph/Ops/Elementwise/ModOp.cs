using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Remainder of <c>a/b</c>: with the sign of the divisor, or of the dividend if <c>fmod</c> is set. An integer remainder
/// by zero is 0, as in NumPy.</summary>
[OnnxOperator("Mod", Since = 10)]
public sealed record ModOp(bool Fmod = false) : BroadcastOperator
{
    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat)
    {
        if (!b.IsAtLeast(1)) return null;
        if (Fmod && a.IsConstant && b.IsConstant) return a.Value % b.Value;
        // The two remainders are the same only from 0 on.
        if (Fmod && !a.IsAtLeast(0)) return null;
        return a - Dim.FloorDiv(a, b) * b;
    }

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        if (Fmod) BinaryLoop.Arithmetic<Truncated>(a, b, y, threads);
        else BinaryLoop.Arithmetic<Floored>(a, b, y, threads);
    }

    private readonly struct Truncated : IBinaryMath<Truncated>
    {
        // A remainder by -1 of the least integer would trap.
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> =>
            T.IsInteger(T.One / (T.One + T.One)) && (T.IsZero(b) || (T.IsNegative(b) && b == T.Zero - T.One)) ? T.Zero : a % b;
    }

    private readonly struct Floored : IBinaryMath<Floored>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T>
        {
            var remainder = Truncated.Of(a, b);
            if (T.IsZero(remainder)) return T.CopySign(remainder, b);
            // A NaN compares false on both sides, and so is returned as it is.
            return remainder < T.Zero != b < T.Zero && !T.IsNaN(remainder) ? remainder + b : remainder;
        }
    }
}
