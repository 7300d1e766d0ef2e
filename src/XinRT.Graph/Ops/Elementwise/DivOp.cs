using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a/b</c>. Integers are truncated towards zero; a division by zero gives 0 there, as in NumPy.</summary>
[OnnxOperator("Div", Since = 7)]
public sealed record DivOp : BroadcastOperator, IInvertibleOp
{
    /// <inheritdoc/>
    public SourceStep? Inverse(Node node) => InverseArithmetic.Of(node, new MulOp(), reversed: this);

    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat)
    {
        if (b.IsConstant && b.Value == 0) return null;
        if (a.IsConstant && b.IsConstant && !isFloat) return unchecked(b.Value == -1 ? -a.Value : a.Value / b.Value);
        // Truncated and rounded down are the same only from 0 on.
        if (!b.IsAtLeast(1) || (!isFloat && !a.IsAtLeast(0))) return null;
        var quotient = Dim.FloorDiv(a, b);
        return !isFloat || quotient * b == a ? quotient : null;
    }

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        if (y.DType.IsInteger()) BinaryLoop.Arithmetic<IntegerDivision>(a, b, y, threads);
        else BinaryLoop.Arithmetic<FloatDivision>(a, b, y, threads);
    }

    private readonly struct IntegerDivision : IBinaryMath<IntegerDivision>
    {
        // The least integer over -1 would trap instead of wrapping.
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> =>
            T.IsZero(b) ? T.Zero : T.IsNegative(b) && b == T.Zero - T.One ? T.Zero - a : a / b;
    }

    private readonly struct FloatDivision : IBinaryMath<FloatDivision>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a / b;

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Divide(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Divide(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Divide(a, b, y);
    }
}
