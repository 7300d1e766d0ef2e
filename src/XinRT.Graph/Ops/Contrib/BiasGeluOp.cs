using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Exact GELU of <c>x + bias</c>.</summary>
[OnnxOperator("BiasGelu", Domain = "com.microsoft")]
public sealed record BiasGeluOp : BiasActivationOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => x * ErrorFunction.Normal(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => ErrorFunction.Gelu(x, y);
}
