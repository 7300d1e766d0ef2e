using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The tanh approximation of GELU of <c>x + bias</c>; see <see cref="GeluOp"/>.</summary>
[OnnxOperator("FastGelu", Domain = "com.microsoft")]
public sealed record FastGeluOp : BiasActivationOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => GeluOp.Tanh(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => GeluOp.Tanh(x, y);
}
