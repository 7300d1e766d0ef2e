using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Writes an update into a cache along one axis, for each batch entry from its own start; <c>circular</c> wraps at
/// the end of the cache.</summary>
[OnnxOperator("TensorScatter", Since = 24)]
public sealed record TensorScatterOp(long Axis = -2, string Mode = "linear") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (Mode is not ("linear" or "circular")) throw ctx.Error($"'mode' must be linear or circular, but it is '{Mode}'").AsShapeError();
        if (x.Shape is { } cache)
        {
            int axis = ctx.Axis(Axis, cache.Rank);
            if (axis == 0) throw ctx.Error("'axis' must not be the batch axis 0").AsShapeError();
            if (ctx.InputShape(1) is { } update && Problem(cache, update, axis, ctx.Error) is { } problem) throw problem.AsShapeError();
        }
        ctx.Output(0, x);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (cache, update) = (ctx.Input(0), ctx.Input(1));
        int axis = ctx.Axis(Axis, cache.Rank);
        if (axis == 0) throw ctx.Error("'axis' must not be the batch axis 0").AsRunError();
        if (Problem(cache.Type.Shape!, update.Type.Shape!, axis, ctx.Error) is { } problem) throw problem.AsRunError();
        var (to, from) = (AxisSplit.Of(cache.Dims, axis), AxisSplit.Of(update.Dims, axis));
        long[] starts = ctx.OptionalInput(2)?.ToInt64s() ?? new long[cache.Dims[0]];
        if (starts.Length != cache.Dims[0])
            throw ctx.Error($"{cache.Dims[0]} batch entries need {cache.Dims[0]} write indices, but there are {starts.Length}").AsRunError();
        foreach (long start in starts) CheckStart(ctx, start, from.Size, to.Size);

        var y = ctx.Output(0, cache.DType, cache.Dims);
        y.CopyFrom(cache);
        if (update.Count == 0) return;
        var places = new long[from.Outer * from.Size];
        int perEntry = from.Outer / starts.Length;
        for (int i = 0; i < places.Length; i++)
        {
            int outer = i / from.Size;
            long at = starts[outer / perEntry] % to.Size + i % from.Size;
            places[i] = to.At(outer, at % to.Size, 0);
        }
        BlockMove.Scatter(update, places, from.Inner, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;

    private void CheckStart(EvalContext ctx, long start, long count, long size)
    {
        if (start < 0) throw ctx.Error($"a write index must be 0 or more, but it is {start}").AsRunError();
        if (count > size || (Mode == "linear" && start > size - count))
            throw ctx.Error($"{count} steps from {start} must fit the cache of {size} steps").AsRunError();
    }

    private static OpError? Problem(Shape cache, Shape update, int axis, Func<string, OpError> error)
    {
        if (update.Rank != cache.Rank) return error($"the update must have {cache.Rank} axes as the cache, but it has {update.Rank}");
        for (int i = 0; i < cache.Rank; i++)
        {
            if (!cache[i].IsConstant || !update[i].IsConstant) continue;
            if (i == axis ? update[i].Value > cache[i].Value : update[i] != cache[i])
                return error($"on axis {i} the update must fit the cache's size {cache[i]}, but it has {update[i]}");
        }
        return null;
    }
}
