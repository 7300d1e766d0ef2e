using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is the whole number nearest to <c>x</c>, ties to even.</summary>
[OnnxOperator("Round", Since = 11)]
public sealed record RoundOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Of(double x) => Math.Round(x, MidpointRounding.ToEven);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Round(x, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x;
}
