using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The distinct elements, or slices along an axis, with the place of the first of each, the group of every item,
/// and the group sizes.</summary>
[OnnxOperator("Unique", Since = 11)]
public sealed record UniqueOp(long? Axis = null, bool Sorted = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        Dim groups = ctx.NewDim();
        ctx.Output(0, x.DType, Axis is not { } axis ? [groups] : x.Shape is { } s ? s.With(ctx.Axis(axis, s.Rank), groups) : null);
        Dim items = x.Shape is not { } shape ? ctx.NewDim() : Axis is { } a ? shape[ctx.Axis(a, shape.Rank)] : shape.Count;
        ctx.Output(1, DType.I64, [groups]);
        ctx.Output(2, DType.I64, [items]);
        ctx.Output(3, DType.I64, [groups]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Axis is null) x = x.Reshape(x.Count);
        int axis = ctx.Axis(Axis ?? 0, x.Rank);
        var split = AxisSplit.Of(x.Dims, axis);
        var distinct = DistinctItems.Find(x, split, Sorted);
        int groups = distinct.First.Length;

        long[] dims = x.Dims.ToArray();
        dims[axis] = groups;
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count > 0)
        {
            var places = new long[split.Outer * groups];
            for (int i = 0; i < places.Length; i++) places[i] = split.At(i / groups, distinct.First[i % groups], 0);
            BlockMove.Gather(x, places, split.Inner, y);
        }
        Put(ctx, 1, distinct.First);
        Put(ctx, 2, distinct.GroupOf);
        Put(ctx, 3, distinct.Counts);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0) * Math.Log2(2 + ctx.InputCount(0)), ctx.Bytes);

    /// <summary>Writes numbers to an i64 output if it is wanted.</summary>
    internal static void Put(EvalContext ctx, int output, int[] numbers)
    {
        if (!ctx.Wants(output)) return;
        var y = ctx.Output(output, DType.I64, numbers.Length).Span<long>();
        for (int i = 0; i < numbers.Length; i++) y[i] = numbers[i];
    }
}
