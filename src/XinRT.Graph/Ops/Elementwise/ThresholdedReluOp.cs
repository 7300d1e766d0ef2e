using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x</c> where above <c>alpha</c>, else 0.</summary>
[OnnxOperator("ThresholdedRelu", Since = 10)]
public sealed record ThresholdedReluOp(float Alpha = 1) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => x > Alpha ? x : 0;
}
