using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = gamma·x</c> where positive, else <c>gamma·alpha·(exp(x) - 1)</c>.</summary>
[OnnxOperator("Selu", Since = 6)]
public sealed record SeluOp(float Alpha = 1.67326319217681884765625f, float Gamma = 1.05070102214813232421875f) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 6;

    /// <inheritdoc/>
    protected override double Of(double x) => Gamma * (x > 0 ? x : Alpha * (Math.Exp(x) - 1));
}
