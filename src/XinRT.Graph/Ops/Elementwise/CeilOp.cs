using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is the smallest whole number not below <c>x</c>.</summary>
[OnnxOperator("Ceil", Since = 6)]
public sealed record CeilOp : UnaryOperator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        base.Infer(ctx);
        // Exporters write whole division of sizes as a float quotient that is rounded afterwards.
        if (ctx.Data(0) is null) SymbolicContents.Quotient(ctx, Dim.CeilDiv);
    }

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Ceiling(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Ceiling(x, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x;
}
