using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = tan(x)</c>.</summary>
[OnnxOperator("Tan", Since = 7)]
public sealed record TanOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Tan(x);
}
