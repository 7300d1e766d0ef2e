using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = erf(x)</c>, the Gauss error function; see <see cref="ErrorFunction"/>.</summary>
[OnnxOperator("Erf", Since = 9)]
public sealed record ErfOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 20;

    /// <inheritdoc/>
    protected override double Of(double x) => ErrorFunction.Erf(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => ErrorFunction.Erf(x, y);

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => NumericTypes.IsArithmetic(type);
}
