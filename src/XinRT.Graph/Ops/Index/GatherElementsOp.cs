using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y[i, j, k] = x[indices[i, j, k], j, k]</c>, with the index on the chosen axis.</summary>
[OnnxOperator("GatherElements", Since = 11)]
public sealed record GatherElementsOp(long Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var (x, indices) = (ctx.Input(0), ctx.InputShape(1));
        if (x.Shape is { } shape && indices is not null)
        {
            ctx.Axis(Axis, shape.Rank);
            if (ElementPlaces.Problem(shape, indices, Axis, ctx.Error) is { } problem) throw problem.AsShapeError();
        }
        ctx.Output(0, x.DType, indices ?? (x.Shape is { } s ? ctx.NewShape(s.Rank) : null));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices) = (ctx.Input(0), ctx.Input(1));
        BlockMove.Gather(x, ElementPlaces.Of(ctx, x, indices, Axis), 1, ctx.Output(0, x.DType, indices.Dims), ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => IndexCost.OfOutput(ctx);
}
