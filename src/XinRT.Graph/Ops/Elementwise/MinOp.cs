using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The smallest of all operands, element by element; a NaN wins.</summary>
[OnnxOperator("Min", Since = 6)]
public sealed record MinOp : VariadicOperator
{
    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b) => Dim.Min(a, b);

    /// <inheritdoc/>
    protected override void Fold(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<MinMath>(a, b, y, threads);

    private readonly struct MinMath : IBinaryMath<MinMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.Min(a, b);

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Min(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Min(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Min(b, a, y);
    }
}
