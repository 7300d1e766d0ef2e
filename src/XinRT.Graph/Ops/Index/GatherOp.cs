using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Slices of an axis, chosen by index: the axis is replaced by the axes of the indices.</summary>
[OnnxOperator("Gather")]
public sealed record GatherOp(long Axis = 0) : Operator, IViewOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape || ctx.InputShape(1) is not { } indices)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        int axis = ctx.Axis(Axis, shape.Rank);
        ctx.Output(0, x.DType, Shape.Of([.. shape.Dims[..axis], .. indices, .. shape.Dims[(axis + 1)..]]));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices) = (ctx.Input(0), ctx.Input(1));
        int axis = ctx.Axis(Axis, x.Rank);
        var split = AxisSplit.Of(x.Dims, axis);
        var chosen = indices.AsInt64s();
        foreach (long index in chosen) IndexCheck.Place(ctx, index, split.Size);
        var y = ctx.Output(0, x.DType, [.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]]);
        if (y.Count == 0) return;
        using var places = new Rented<long>(split.Outer * chosen.Length);
        for (int i = 0; i < places.Span.Length; i++)
            places.Span[i] = split.At(i / chosen.Length, IndexCheck.Place(ctx, chosen[i % chosen.Length], split.Size), 0);
        BlockMove.Gather(x, places.Memory, split.Inner, y, ctx.Threads);
    }

    /// <inheritdoc/>
    public StridedView? View(Node node, int output, TensorLayout source)
    {
        int axis = (int)(Axis < 0 ? Axis + source.Rank : Axis);
        if (node.Inputs[1]!.Constant is not { Count: 1 } indices) return null;
        long size = source.Dims[axis], at = indices.ToInt64s()[0];
        if (at < 0) at += size;
        if (at < 0 || at >= size) return null;
        // The axis becomes as many axes of size 1 as the one index has.
        long[] ones = [.. Enumerable.Repeat(1L, indices.Rank)];
        return new(at * source.Strides[axis], new(
            [.. source.Dims.Take(axis), .. ones, .. source.Dims.Skip(axis + 1)],
            [.. source.Strides.Take(axis), .. ones, .. source.Strides.Skip(axis + 1)]));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => IndexCost.OfOutput(ctx);
}
