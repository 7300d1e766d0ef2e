using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x·sigmoid(alpha·x)</c>, an approximation of GELU.</summary>
[OnnxOperator("QuickGelu", Domain = "com.microsoft")]
public sealed record QuickGeluOp(float Alpha = 1.702f) : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 12;

    /// <inheritdoc/>
    protected override double Of(double x) => x / (1 + Math.Exp(-Alpha * x));

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TimesInput(x, y, (src, dst) =>
    {
        TensorPrimitives.Multiply(src, Alpha, dst);
        TensorPrimitives.Sigmoid(dst, dst);
    });
}
