using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Sum of all operands.</summary>
[OnnxOperator("Sum", Since = 6)]
public sealed record SumOp : VariadicOperator
{
    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b) => a + b;

    /// <inheritdoc/>
    protected override void Fold(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<SumMath>(a, b, y, threads);

    private readonly struct SumMath : IBinaryMath<SumMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(b, a, y);
    }
}
