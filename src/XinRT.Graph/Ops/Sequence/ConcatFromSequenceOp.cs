using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Joins all tensors of a sequence along an axis, or stacks them along a new one.</summary>
[OnnxOperator("ConcatFromSequence", Since = 11)]
public sealed record ConcatFromSequenceOp(long Axis, bool NewAxis = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var element = Sequences.Type(ctx, 0).Element as TensorType
            ?? throw ctx.Error("the sequence must hold tensors").AsShapeError();
        var items = Sequences.Items(ctx.Node.Input(0));
        var shape = element.Shape ?? items?.Select(v => v!.TensorType.Shape).FirstOrDefault(s => s is not null);
        if (shape is null)
        {
            ctx.Output(0, element);
            return;
        }
        int axis = ctx.Axis(Axis, shape.Rank + (NewAxis ? 1 : 0));
        if (NewAxis)
        {
            Dim count = items is null ? ctx.NewDim() : items.Count;
            ctx.Output(0, element.DType, Shape.Of([.. shape.Dims[..axis], count, .. shape.Dims[axis..]]));
            return;
        }
        bool known = items is { Count: > 0 } && items.All(v => v!.TensorType.Shape?.Rank == shape.Rank);
        var sum = known ? items!.Aggregate((Dim)0, (s, v) => s + v!.TensorType.Shape![axis]) : ctx.NewDim();
        ctx.Output(0, element.DType, shape.With(axis, sum));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor[] items = [.. Sequences.Read(ctx, 0).Items.Cast<Tensor>()];
        if (items.Length == 0) throw ctx.Error("at least one tensor is needed, but the sequence has none").AsRunError();
        int axis = ctx.Axis(Axis, items[0].Rank + (NewAxis ? 1 : 0));
        if (NewAxis) items = [.. items.Select(x => x.Reshape([.. x.Dims[..axis], 1, .. x.Dims[axis..]]))];
        long[] dims = items[0].Dims.ToArray();
        dims[axis] = 0;
        foreach (var item in items)
        {
            for (int i = 0; i < Math.Max(item.Rank, dims.Length); i++)
            {
                if (item.Rank != dims.Length || item.DType != items[0].DType || (i != axis && item.Dims[i] != dims[i]))
                    throw ctx.Error($"the tensors must agree on all axes but {axis}, but they are {items[0].Type} and {item.Type}").AsRunError();
            }
            dims[axis] += item.Dims[axis];
        }
        var y = ctx.Output(0, items[0].DType, dims);
        var strides = Strides.Of(dims);
        long at = 0;
        foreach (var item in items)
        {
            StridedCopy.Run(item, 0, Strides.Of(item.Dims), y, at * strides[axis], strides, item.Dims);
            at += item.Dims[axis];
        }
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
