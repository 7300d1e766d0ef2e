using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = sinh(x)</c>.</summary>
[OnnxOperator("Sinh", Since = 9)]
public sealed record SinhOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Sinh(x);
}
