using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = max(x, 0)</c>; a NaN stays.</summary>
[OnnxOperator("Relu", Since = 6)]
public sealed record ReluOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => Math.Max(x, 0);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0f, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x.IsConstant ? Math.Max(x.Value, 0) : Dim.Max(x, 0);

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
        public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Max(x, T.Zero);
    }
}
