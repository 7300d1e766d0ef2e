using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = tanh(x)</c>.</summary>
[OnnxOperator("Tanh", Since = 6)]
public sealed record TanhOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Tanh(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);
}
