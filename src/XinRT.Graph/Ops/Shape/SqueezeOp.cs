using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Drops axes of size 1: those listed, or all.</summary>
[OnnxOperator("Squeeze", Since = 13)]
public sealed record SqueezeOp : Operator, IReshapeOp
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
        long[] dims = x.Dims.ToArray();
        if (ctx.OptionalInput(1) is { } axes)
        {
            bool[] drop = new bool[x.Rank];
            foreach (long a in axes.ToInt64s()) drop[ctx.Axis(a, x.Rank)] = true;
            for (int i = 0; i < dims.Length; i++)
                if (drop[i] && dims[i] != 1) throw ctx.Error($"a dropped axis must have size 1, but axis {i} has {dims[i]}").AsRunError();
            dims = [.. dims.Where((_, i) => !drop[i])];
        }
        else dims = [.. dims.Where(d => d != 1)];
        ctx.SetOutput(0, x.Reshape(dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    private static Shape? Target(InferContext ctx, Shape? x)
    {
        if (x is null) return null;
        if (!ctx.Has(1))
        {
            // A symbol may turn out to be 1, and then the rank differs.
            return x.IsStatic ? Shape.Of([.. x.Where(d => d != 1)]) : null;
        }
        if (ctx.ConstantInts(1) is not { } axes)
            return ctx.InputShape(1) is { Rank: 1 } s && s[0].IsConstant && s[0].Value <= x.Rank ? ctx.NewShape(x.Rank - (int)s[0].Value) : null;
        bool[] drop = new bool[x.Rank];
        foreach (long a in axes)
        {
            int axis = ctx.Axis(a, x.Rank);
            drop[axis] = true;
            if (x[axis] is { IsConstant: true, Value: not 1 } size)
                throw ctx.Error($"a dropped axis must have size 1, but axis {axis} has {size}").AsShapeError();
        }
        return Shape.Of([.. x.Where((_, i) => !drop[i])]);
    }
}
