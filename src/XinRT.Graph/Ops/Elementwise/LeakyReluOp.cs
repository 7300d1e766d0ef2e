using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x</c> where not negative, else <c>alpha·x</c>.</summary>
[OnnxOperator("LeakyRelu", Since = 6)]
public sealed record LeakyReluOp(float Alpha = 0.01f) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 2;

    /// <inheritdoc/>
    protected override double Of(double x) => x < 0 ? Alpha * x : x;

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] < 0 ? Alpha * x[i] : x[i];
    }
}
