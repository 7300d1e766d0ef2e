using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Repeats the whole tensor along each axis.</summary>
[OnnxOperator("Tile", Since = 6)]
public sealed record TileOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, ctx.Data(1) is { } r ? ctx.NewShape(r.Count) : null);
            return;
        }
        if (ctx.Data(1) is not { } repeats)
        {
            ctx.Output(0, x.DType, ctx.NewShape(shape.Rank));
            return;
        }
        if (repeats.Count != shape.Rank || repeats.Any(r => r is { IsConstant: true, Value: < 0 }))
            throw Wrong(ctx.Error, shape.Rank, string.Join(',', repeats)).AsShapeError();
        ctx.Output(0, x.DType, Shape.Of([.. shape.Zip(repeats, (d, r) => d * r)]));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] repeats = ctx.Input(1).ToInt64s();
        if (repeats.Length != x.Rank || repeats.Any(r => r < 0)) throw Wrong(ctx.Error, x.Rank, string.Join(',', repeats)).AsRunError();
        long[] dims = [.. x.Dims.ToArray().Zip(repeats, (d, r) => checked(d * r))];
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count == 0) return;

        // Each axis becomes two: the repetition, which does not move in the source, and the place within one copy.
        long[] src = Strides.Of(x.Dims), dst = Strides.Of(dims);
        var (size, from, to) = (new long[2 * x.Rank], new long[2 * x.Rank], new long[2 * x.Rank]);
        for (int i = 0; i < x.Rank; i++)
        {
            (size[2 * i], from[2 * i], to[2 * i]) = (repeats[i], 0, dst[i] * x.Dims[i]);
            (size[2 * i + 1], from[2 * i + 1], to[2 * i + 1]) = (x.Dims[i], src[i], dst[i]);
        }
        StridedCopy.Run(x, 0, from, y, 0, to, size);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static OpError Wrong(Func<string, OpError> error, int rank, string repeats) =>
        error($"one count of 0 or more is needed for each of the {rank} axes, but the repeats are [{repeats}]");
}
