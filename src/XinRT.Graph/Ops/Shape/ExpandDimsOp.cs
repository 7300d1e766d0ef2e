using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Adds one axis of size 1 at a place given as a scalar.</summary>
[OnnxOperator("ExpandDims", Domain = "com.microsoft")]
public sealed record ExpandDimsOp : Operator, IReshapeOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        Shape? shape = null;
        if (x.Shape is { } s)
        {
            shape = ctx.ConstantInts(1) is [var a] && ctx.Axis(a, s.Rank + 1) is var axis
                ? Shape.Of([.. s.Dims[..axis], 1, .. s.Dims[axis..]]) : ctx.NewShape(s.Rank + 1);
        }
        ctx.Output(0, x.DType, shape);
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int axis = ctx.Axis(ctx.Input(1).ToInt64s()[0], x.Rank + 1);
        ctx.SetOutput(0, x.Reshape([.. x.Dims[..axis], 1, .. x.Dims[axis..]]));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
