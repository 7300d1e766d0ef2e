using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = 1 / (1 + exp(-x))</c> of a quantized tensor.</summary>
[OnnxOperator("QLinearSigmoid", Domain = "com.microsoft")]
public sealed record QLinearSigmoidOp : QLinearUnaryOperator
{
    /// <inheritdoc/>
    protected override float Of(float x) => (float)(1 / (1 + Math.Exp(-x)));
}
