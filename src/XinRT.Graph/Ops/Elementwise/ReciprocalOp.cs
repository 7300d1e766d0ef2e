using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = 1/x</c>.</summary>
[OnnxOperator("Reciprocal", Since = 6)]
public sealed record ReciprocalOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => 1 / x;

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Divide(1f, x, y);
}
