using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = max(0, min(1, alpha·x + beta))</c>.</summary>
[OnnxOperator("HardSigmoid", Since = 6)]
public sealed record HardSigmoidOp(float Alpha = 0.2f, float Beta = 0.5f) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 4;

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Max(0, Math.Min(1, Alpha * x + Beta));

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = MathF.Max(0, MathF.Min(1, Alpha * x[i] + Beta));
    }
}
