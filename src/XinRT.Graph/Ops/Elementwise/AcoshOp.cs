using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = arcosh(x)</c>.</summary>
[OnnxOperator("Acosh", Since = 9)]
public sealed record AcoshOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Acosh(x);
}
