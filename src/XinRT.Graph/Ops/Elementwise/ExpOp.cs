using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = exp(x)</c>.</summary>
[OnnxOperator("Exp", Since = 6)]
public sealed record ExpOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Exp(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);
}
