using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = sin(x)</c>.</summary>
[OnnxOperator("Sin", Since = 7)]
public sealed record SinOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Sin(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sin(x, y);
}
