using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = arsinh(x)</c>.</summary>
[OnnxOperator("Asinh", Since = 9)]
public sealed record AsinhOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 10;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Asinh(x);
}
