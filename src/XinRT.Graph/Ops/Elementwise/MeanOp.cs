using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Mean of all operands.</summary>
[OnnxOperator("Mean", Since = 6)]
public sealed record MeanOp : VariadicOperator
{
    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsRealFloat(type);

    /// <inheritdoc/>
    protected override void Fold(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Arithmetic<MeanMath>(a, b, y, threads);

    /// <inheritdoc/>
    protected override void Finish(Tensor y, int count, Workers threads) =>
        UnaryLoop.Run(y, y, (src, dst) => TensorPrimitives.Divide(src, (float)count, dst), x => x / count, threads);

    private readonly struct MeanMath : IBinaryMath<MeanMath>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

        public static void Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(ReadOnlySpan<T> a, T b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(a, b, y);

        public static void Of<T>(T a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Add(b, a, y);
    }
}
