using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A copy of the data in which the slices at some multi-indices are replaced by updates or combined with
/// them.</summary>
[OnnxOperator("ScatterND", Since = 11)]
public sealed record ScatterNDOp(string Reduction = "none") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (!ScatterReduction.IsKnown(Reduction))
            throw ctx.Error($"'reduction' must be none, add, mul, min or max, but it is '{Reduction}'").AsShapeError();
        if (x.Shape is { } data && ctx.InputShape(1) is { } indices && MultiIndex.Problem(data, indices, 0, ctx.Error) is { } problem)
            throw problem.AsShapeError();
        ctx.Output(0, x);
        if (Reduction == "none") MovedContents.Propagate(ctx, 0, 2);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices, updates) = (ctx.Input(0), ctx.Input(1), ctx.Input(2));
        if (MultiIndex.Problem(x.Type.Shape!, indices.Type.Shape!, 0, ctx.Error) is { } problem) throw problem.AsRunError();
        var slice = x.Dims[(int)indices.Dim(-1)..];
        long[] wanted = [.. indices.Dims[..^1], .. slice];
        if (!updates.Dims.SequenceEqual(wanted))
            throw ctx.Error($"the updates must have the shape [{string.Join(',', wanted)}], but they are {updates.Type}").AsRunError();
        var places = new long[Strides.Count(indices.Dims[..^1])];
        MultiIndex.Places(ctx, x.Dims, indices, 0, places);
        int block = (int)Strides.Count(slice);
        var y = ctx.Output(0, x.DType, x.Dims);
        y.CopyFrom(x);
        ScatterReduction.Run(ctx, y, updates, places, block, Reduction);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(Reduction == "none" ? 0 : ctx.InputCount(2), ctx.Bytes);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
