using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x / (1 + |x|)</c>.</summary>
[OnnxOperator("Softsign")]
public sealed record SoftsignOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 3;

    /// <inheritdoc/>
    protected override double Of(double x) => x / (1 + Math.Abs(x));
}
