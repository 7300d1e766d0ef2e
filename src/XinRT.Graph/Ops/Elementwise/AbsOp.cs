using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = |x|</c>; the least integer stays as it is.</summary>
[OnnxOperator("Abs", Since = 6)]
public sealed record AbsOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => Math.Abs(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x.IsConstant ? Math.Abs(x.Value) : Dim.Max(x, 0 - x);

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
        public static T Of<T>(T x) where T : unmanaged, INumber<T> => x < T.Zero ? T.Zero - x : x;
    }
}
