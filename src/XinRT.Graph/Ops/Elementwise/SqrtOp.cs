using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = √x</c>; NaN below zero.</summary>
[OnnxOperator("Sqrt", Since = 6)]
public sealed record SqrtOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => Math.Sqrt(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sqrt(x, y);
}
