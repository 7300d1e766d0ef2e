using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = arccos(x)</c>.</summary>
[OnnxOperator("Acos", Since = 7)]
public sealed record AcosOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Acos(x);
}
