using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The largest of all operands, element by element; a NaN wins.</summary>
[OnnxOperator("Max", Since = 6)]
public sealed record MaxOp : VariadicOperator
{
    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b) => Dim.Max(a, b);

    /// <inheritdoc/>
    protected override void Fold(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<MaxMath>(a, b, y, threads);

    private readonly struct MaxMath : IBinaryMath<MaxMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => T.Max(a, b);

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Max(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Max(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Max(b, a, y);
    }
}
