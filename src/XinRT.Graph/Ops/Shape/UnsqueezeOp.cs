using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Adds axes of size 1; the axes are those of the result.</summary>
[OnnxOperator("Unsqueeze", Since = 13)]
public sealed record UnsqueezeOp : Operator, IReshapeOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        ctx.Output(0, x.DType, Target(ctx, x.Shape));
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] axes = ctx.Input(1).ToInt64s();
        bool[] added = new bool[x.Rank + axes.Length];
        foreach (long a in axes)
        {
            int axis = ctx.Axis(a, added.Length);
            if (added[axis]) throw ctx.Error($"each axis may be added once, but {axis} is listed twice").AsRunError();
            added[axis] = true;
        }
        var dims = new long[added.Length];
        for (int i = 0, from = 0; i < dims.Length; i++) dims[i] = added[i] ? 1 : x.Dims[from++];
        ctx.SetOutput(0, x.Reshape(dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    private static Shape? Target(InferContext ctx, Shape? x)
    {
        if (x is null) return null;
        if (ctx.ConstantInts(1) is not { } axes)
        {
            return ctx.InputShape(1) is { Rank: <= 1 } s && s.Count is { IsConstant: true, Value: >= 0 and < 64 } count
                ? ctx.NewShape(x.Rank + (int)count.Value) : null;
        }
        bool[] added = new bool[x.Rank + axes.Length];
        foreach (long a in axes)
        {
            int axis = ctx.Axis(a, added.Length);
            if (added[axis]) throw ctx.Error($"each axis may be added once, but {axis} is listed twice").AsShapeError();
            added[axis] = true;
        }
        var dims = new Dim[added.Length];
        for (int i = 0, from = 0; i < dims.Length; i++) dims[i] = added[i] ? 1 : x[from++];
        return Shape.Of(dims);
    }
}
