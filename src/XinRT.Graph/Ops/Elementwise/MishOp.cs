using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x·tanh(ln(1 + exp(x)))</c>.</summary>
[OnnxOperator("Mish", Since = 18)]
public sealed record MishOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 25;

    /// <inheritdoc/>
    protected override double Of(double x) => x * Math.Tanh(SoftplusOp.Softplus(x));
}
