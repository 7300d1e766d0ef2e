using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = arcsin(x)</c>.</summary>
[OnnxOperator("Asin", Since = 7)]
public sealed record AsinOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Asin(x);
}
