using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is the largest whole number not above <c>x</c>.</summary>
[OnnxOperator("Floor", Since = 6)]
public sealed record FloorOp : UnaryOperator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        base.Infer(ctx);
        // Exporters write whole division of sizes as a float quotient that is rounded afterwards.
        if (ctx.Data(0) is null) SymbolicContents.Quotient(ctx, Dim.FloorDiv);
    }

    /// <inheritdoc/>
    protected override double Of(double x) => Math.Floor(x);

    /// <inheritdoc/>
    protected override void Of(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Floor(x, y);

    /// <inheritdoc/>
    protected override Dim? OfDim(Dim x) => x;
}
