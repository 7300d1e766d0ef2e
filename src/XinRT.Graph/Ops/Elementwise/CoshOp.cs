using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = cosh(x)</c>.</summary>
[OnnxOperator("Cosh", Since = 9)]
public sealed record CoshOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Cosh(x);
}
