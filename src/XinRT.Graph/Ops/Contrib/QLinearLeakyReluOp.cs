using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x</c> where not negative, else <c>alpha·x</c>, of a quantized tensor.</summary>
[OnnxOperator("QLinearLeakyRelu", Domain = "com.microsoft")]
public sealed record QLinearLeakyReluOp(float Alpha = 0.01f) : QLinearUnaryOperator
{
    /// <inheritdoc/>
    protected override float Of(float x) => x < 0 ? Alpha * x : x;
}
