using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x</c> where positive, else <c>alpha·(exp(x) - 1)</c>.</summary>
[OnnxOperator("Elu", Since = 6)]
public sealed record EluOp(float Alpha = 1) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 5;

    /// <inheritdoc/>
    protected override double Of(double x) => x > 0 ? x : Alpha * (Math.Exp(x) - 1);
}
