using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = artanh(x)</c>.</summary>
[OnnxOperator("Atanh", Since = 9)]
public sealed record AtanhOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Atanh(x);
}
