using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>What all reductions share: the axes come as the optional input 1, count from the end if negative, and reduce
/// everything if absent or empty, unless <c>noop_with_empty_axes</c> says to reduce over no axis.</summary>
internal static class ReductionRule
{
    /// <summary>Sets the output shape.</summary>
    public static void Infer(InferContext ctx, bool keepDims, bool noopWithEmptyAxes)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            bool all = !ctx.Has(1) && !noopWithEmptyAxes && !keepDims;
            ctx.Output(0, x.DType, all ? Shape.Scalar : null);
            return;
        }
        if (Axes(ctx, shape.Rank, noopWithEmptyAxes) is not { } reduced)
        {
            // Which axes go is not known; at most how many.
            Shape? unknown = keepDims ? ctx.NewShape(shape.Rank)
                : ctx.InputShape(1) is { Rank: 1 } a && a[0].IsConstant && a[0].Value > 0 && a[0].Value <= shape.Rank
                    ? ctx.NewShape(shape.Rank - (int)a[0].Value) : null;
            ctx.Output(0, x.DType, unknown);
            return;
        }
        var dims = new List<Dim>();
        for (int i = 0; i < shape.Rank; i++)
        {
            if (!reduced[i]) dims.Add(shape[i]);
            else if (keepDims) dims.Add(1);
        }
        ctx.Output(0, x.DType, Shape.Of(dims.ToArray().AsSpan()));
    }

    /// <summary>Sets the output shape, and folds symbolic contents that are reduced to one.</summary>
    public static void Infer(InferContext ctx, bool keepDims, bool noopWithEmptyAxes, Dim? ofNone, Func<Dim, Dim, Dim> fold)
    {
        Infer(ctx, keepDims, noopWithEmptyAxes);
        if (ctx.Data(0) is not { } data || ctx.InputShape(0) is not { } shape
            || Axes(ctx, shape.Rank, noopWithEmptyAxes) is not { } reduced) return;
        if (!reduced.Contains(true)) ctx.OutputData(0, data);
        else if (data.Count > 0) ctx.OutputData(0, [data.Skip(1).Aggregate(data[0], fold)]);
        else if (ofNone is { } none) ctx.OutputData(0, [none]);
    }

    /// <summary>Marks the axes to reduce.</summary>
    public static bool[] Axes(EvalContext ctx, int rank, bool noopWithEmptyAxes)
    {
        long[] axes = ctx.OptionalInput(1)?.ToInt64s() ?? [];
        return Mark(axes, rank, noopWithEmptyAxes, a => ctx.Axis(a, rank));
    }

    /// <summary>Work of a reduction: so many operations per input element.</summary>
    public static Cost Cost(CostContext ctx, double flopsPerElement) => new(flopsPerElement * ctx.InputCount(0), ctx.Bytes);

    private static bool[]? Axes(InferContext ctx, int rank, bool noopWithEmptyAxes)
    {
        long[]? axes = ctx.Has(1) ? ctx.ConstantInts(1) : [];
        return axes is null ? null : Mark(axes, rank, noopWithEmptyAxes, a => ctx.Axis(a, rank));
    }

    private static bool[] Mark(long[] axes, int rank, bool noopWithEmptyAxes, Func<long, int> normalize)
    {
        var reduced = new bool[rank];
        if (axes.Length == 0 && !noopWithEmptyAxes) Array.Fill(reduced, true);
        foreach (long a in axes) reduced[normalize(a)] = true;
        return reduced;
    }
}
