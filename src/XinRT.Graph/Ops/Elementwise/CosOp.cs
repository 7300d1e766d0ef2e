using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = cos(x)</c>.</summary>
[OnnxOperator("Cos", Since = 7)]
public sealed record CosOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Cos(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Cos(x, y);
}
