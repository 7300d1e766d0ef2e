using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Slices chosen by multi-indices: the last axis of the indices holds coordinates on the axes after the batch
/// axes.</summary>
[OnnxOperator("GatherND", Since = 11)]
[OnnxOperator("GatherND", Domain = "com.microsoft")]
public sealed record GatherNDOp(long BatchDims = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } data || ctx.InputShape(1) is not { } indices)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        if (MultiIndex.Problem(data, indices, BatchDims, ctx.Error) is { } problem) throw problem.AsShapeError();
        if (indices[-1] is not { IsConstant: true } depth)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        ctx.Output(0, x.DType, Shape.Of([.. indices.Dims[..^1], .. data.Dims[(int)(BatchDims + depth.Value)..]]));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices) = (ctx.Input(0), ctx.Input(1));
        if (MultiIndex.Problem(x.Type.Shape!, indices.Type.Shape!, BatchDims, ctx.Error) is { } problem) throw problem.AsRunError();
        int used = (int)(BatchDims + indices.Dim(-1));
        var y = ctx.Output(0, x.DType, [.. indices.Dims[..^1], .. x.Dims[used..]]);
        using var places = new Rented<long>((int)Strides.Count(indices.Dims[..^1]));
        MultiIndex.Places(ctx, x.Dims, indices, (int)BatchDims, places.Span);
        BlockMove.Gather(x, places.Memory, (int)Strides.Count(x.Dims[used..]), y, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => IndexCost.OfOutput(ctx);
}
