using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Keeps the slices of an axis whose condition is true; without an axis, the elements of the flattened input. What
/// the condition does not reach is dropped.</summary>
[OnnxOperator("Compress", Since = 9)]
public sealed record CompressOp(long? Axis = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (ctx.InputShape(1) is { Rank: not 1 } condition)
            throw ctx.Error($"the condition must have 1 axis, but it has {condition.Rank}").AsShapeError();
        Dim kept = ctx.ConstantInts(1) is { } bits ? bits.Count(b => b != 0) : ctx.NewDim();
        ctx.Output(0, x.DType, Axis is not { } axis ? [kept] : x.Shape is { } s ? s.With(ctx.Axis(axis, s.Rank), kept) : null);
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Axis is null) x = x.Reshape(x.Count);
        int axis = ctx.Axis(Axis ?? 0, x.Rank);
        var split = AxisSplit.Of(x.Dims, axis);
        long[] condition = ctx.Input(1).ToInt64s();
        int[] kept = [.. Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0)];
        if (kept is [.., var last] && last >= split.Size)
            throw ctx.Error($"the condition keeps place {last} of an axis of size {split.Size}").AsRunError();
        long[] dims = x.Dims.ToArray();
        dims[axis] = kept.Length;
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count == 0) return;
        var places = new long[split.Outer * kept.Length];
        for (int i = 0; i < places.Length; i++) places[i] = split.At(i / kept.Length, kept[i % kept.Length], 0);
        BlockMove.Gather(x, places, split.Inner, y, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => IndexCost.OfOutput(ctx);
}
