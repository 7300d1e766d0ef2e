using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A copy of the data in which <c>y[indices[i, j, k], j, k]</c> is replaced by <c>updates[i, j, k]</c> or combined
/// with it, with the index on the chosen axis.</summary>
[OnnxOperator("ScatterElements", Since = 11)]
public sealed record ScatterElementsOp(long Axis = 0, string Reduction = "none") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (!ScatterReduction.IsKnown(Reduction))
            throw ctx.Error($"'reduction' must be none, add, mul, min or max, but it is '{Reduction}'").AsShapeError();
        if (x.Shape is { } shape && ctx.InputShape(1) is { } indices)
        {
            ctx.Axis(Axis, shape.Rank);
            if (ElementPlaces.Problem(shape, indices, Axis, ctx.Error) is { } problem) throw problem.AsShapeError();
        }
        ctx.Output(0, x);
        if (Reduction == "none") MovedContents.Propagate(ctx, 0, 2);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices, updates) = (ctx.Input(0), ctx.Input(1), ctx.Input(2));
        if (!updates.Dims.SequenceEqual(indices.Dims))
            throw ctx.Error($"updates and indices must have one shape, but they are {updates.Type} and {indices.Type}").AsRunError();
        long[] places = ElementPlaces.Of(ctx, x, indices, Axis);
        var y = ctx.Output(0, x.DType, x.Dims);
        y.CopyFrom(x);
        ScatterReduction.Run(ctx, y, updates, places, 1, Reduction);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(Reduction == "none" ? 0 : ctx.InputCount(2), ctx.Bytes);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
