using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = -x</c>; unsigned integers wrap around.</summary>
[OnnxOperator("Neg", Since = 6)]
public sealed record NegOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => -x;

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Negate(x, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => 0 - x;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsArithmetic(type);

    /// <inheritdoc/>
    protected override void Run(Tensor x, Tensor y, Workers threads)
    {
        if (NumericTypes.IsNativeInteger(x.DType)) UnaryLoop.Arithmetic<WholeMath>(x, y, threads);
        else base.Run(x, y, threads);
    }

    private readonly struct WholeMath : IUnaryMath
    {
        public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Zero - x;
    }
}
