using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x·max(0, min(1, x/6 + 1/2))</c>.</summary>
[OnnxOperator("HardSwish", Since = 14)]
public sealed record HardSwishOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 5;

    /// <inheritdoc/>
    protected override double Of(double x) => x * Math.Max(0, Math.Min(1, x / 6 + 0.5));

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * MathF.Max(0, MathF.Min(1, x[i] * (1f / 6) + 0.5f));
    }
}
