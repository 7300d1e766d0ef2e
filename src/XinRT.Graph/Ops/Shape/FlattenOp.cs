using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The same elements as a matrix: axes before <c>axis</c> become rows, the rest columns.</summary>
[OnnxOperator("Flatten")]
public sealed record FlattenOp(long Axis = 1) : Operator, IReshapeOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, ctx.NewShape(2));
            return;
        }
        int at = Axis == shape.Rank ? shape.Rank : ctx.Axis(Axis, shape.Rank);
        ctx.Output(0, x.DType, [Shape.Of(shape.Dims[..at]).Count, Shape.Of(shape.Dims[at..]).Count]);
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int at = Axis == x.Rank ? x.Rank : ctx.Axis(Axis, x.Rank);
        ctx.SetOutput(0, x.Reshape(Strides.Count(x.Dims[..at]), Strides.Count(x.Dims[at..])));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
