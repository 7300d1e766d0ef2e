using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = max(0, x) + min(0, alpha·(exp(x/alpha) - 1))</c>.</summary>
[OnnxOperator("Celu", Since = 12)]
public sealed record CeluOp(float Alpha = 1) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 8;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Max(0, x) + Math.Min(0, Alpha * (Math.Exp(x / Alpha) - 1));
}
