using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = arctan(x)</c>.</summary>
[OnnxOperator("Atan", Since = 7)]
public sealed record AtanOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Atan(x);
}
