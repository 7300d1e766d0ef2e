using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Repeats axes of size 1 as broadcasting with a tensor of the given sizes would.</summary>
[OnnxOperator("Expand", Since = 8)]
public sealed record ExpandOp : Operator, IViewOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        Shape? shape = null;
        if (x.Shape is { } from)
        {
            if (ctx.Data(1) is { } target)
            {
                shape = Shape.Broadcast(from, Shape.Of([.. target]))
                    ?? throw ctx.Error($"the shape [{from}] does not broadcast to [{string.Join(',', target)}]").AsShapeError();
            }
            else if (ctx.InputShape(1) is { Rank: 1 } s && s[0] is { IsConstant: true, Value: >= 0 and < 64 } rank)
                shape = ctx.NewShape(Math.Max(from.Rank, (int)rank.Value));
        }
        ctx.Output(0, x.DType, shape);
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] target = ctx.Input(1).ToInt64s();
        long[] dims = Strides.BroadcastDims(x.Dims, target)
            ?? throw ctx.Error($"the shape [{string.Join(',', x.Dims.ToArray())}] does not broadcast to [{string.Join(',', target)}]").AsRunError();
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count > 0) StridedCopy.Run(x, 0, Strides.Broadcast(x.Dims, dims), y, 0, Strides.Of(dims), dims);
    }

    /// <inheritdoc/>
    public StridedView? View(Node node, int output, TensorLayout source)
    {
        if (node.Outputs[0]!.TensorType.Shape is not { } shape || !shape.TryGetStatic(out long[]? dims) || dims.Length < source.Rank) return null;
        var strides = new long[dims.Length];
        for (int i = 1; i <= source.Rank; i++) strides[^i] = source.Dims[^i] == dims[^i] ? source.Strides[^i] : 0;
        return new(0, new(dims, strides));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
