using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = ln(x)</c>.</summary>
[OnnxOperator("Log", Since = 6)]
public sealed record LogOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Log(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Log(x, y);
}
