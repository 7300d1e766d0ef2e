using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Every <c>step</c>-th element from <c>start</c> up to <c>end</c> along some axes; steps may be negative.</summary>
[OnnxOperator("Slice", Since = 10)]
public sealed record SliceOp : Operator, IViewOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        ctx.Output(0, x.DType, Target(ctx, shape));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] starts = ctx.Input(1).ToInt64s(), ends = ctx.Input(2).ToInt64s();
        long[] axes = ctx.OptionalInput(3)?.ToInt64s() ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = ctx.OptionalInput(4)?.ToInt64s() ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw Lengths(ctx.Error, starts.Length, ends.Length, axes.Length, steps.Length).AsRunError();

        long[] dims = x.Dims.ToArray(), strides = Strides.Of(dims);
        bool[] seen = new bool[x.Rank];
        long offset = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = ctx.Axis(axes[i], x.Rank);
            if (seen[axis]) throw ctx.Error($"each axis may be sliced once, but {axis} is listed twice").AsRunError();
            if (steps[i] == 0) throw ctx.Error($"a step must not be 0, but that of axis {axis} with {x.Dims[axis]} elements is").AsRunError();
            seen[axis] = true;
            var range = SliceRange.Of(starts[i], ends[i], steps[i], dims[axis]);
            offset += range.First * strides[axis];
            strides[axis] *= range.Step;
            dims[axis] = range.Count;
        }
        var y = ctx.Output(0, x.DType, dims);
        if (y.Count > 0) StridedCopy.Run(x, offset, strides, y, 0, Strides.Of(dims), dims);
    }

    /// <inheritdoc/>
    public StridedView? View(Node node, int output, TensorLayout source)
    {
        long[]? Known(int input) => node.Input(input)?.Constant is { } t ? t.ToInt64s() : null;
        if (Known(1) is not { } starts || Known(2) is not { } ends) return null;
        if ((node.Input(3) is not null && Known(3) is null) || (node.Input(4) is not null && Known(4) is null)) return null;
        long[] axes = Known(3) ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] dims = [.. source.Dims], strides = [.. source.Strides];
        long offset = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = (int)(axes[i] < 0 ? axes[i] + source.Rank : axes[i]);
            var range = SliceRange.Of(starts[i], ends[i], Known(4)?[i] ?? 1, dims[axis]);
            if (range.Step < 0) return null;
            offset += range.First * strides[axis];
            strides[axis] *= range.Step;
            dims[axis] = range.Count;
        }
        return dims.Contains(0) ? null : new(offset, new(dims, strides));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => IndexCost.OfOutput(ctx);

    private static Shape Target(InferContext ctx, Shape shape)
    {
        var (starts, ends) = (ctx.Data(1), ctx.Data(2));
        int? count = starts?.Count ?? ends?.Count ?? Length(ctx, 1) ?? Length(ctx, 2) ?? Length(ctx, 3);
        long[]? axes = ctx.Has(3) ? ctx.ConstantInts(3) : count is { } n ? [.. Enumerable.Range(0, n).Select(i => (long)i)] : null;
        if (axes is null) return ctx.NewShape(shape.Rank);
        long[]? steps = ctx.Has(4) ? ctx.ConstantInts(4) : [.. Enumerable.Repeat(1L, axes.Length)];
        if ((starts?.Count ?? axes.Length) != axes.Length || (ends?.Count ?? axes.Length) != axes.Length || (steps?.Length ?? axes.Length) != axes.Length)
            throw Lengths(ctx.Error, starts?.Count, ends?.Count, axes.Length, steps?.Length).AsShapeError();

        var dims = shape.Dims.ToArray();
        bool[] seen = new bool[dims.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = ctx.Axis(axes[i], dims.Length);
            if (seen[axis]) throw ctx.Error($"each axis may be sliced once, but {axis} is listed twice").AsShapeError();
            if (steps?[i] == 0) throw ctx.Error($"a step must not be 0, but that of axis {axis} is").AsShapeError();
            seen[axis] = true;
            Dim? size = starts is null || ends is null || steps is null ? null : SliceRange.CountOf(starts[i], ends[i], steps[i], dims[axis]);
            dims[axis] = size ?? ctx.NewDim();
        }
        return Shape.Of(dims);
    }

    private static int? Length(InferContext ctx, int input) =>
        ctx.Has(input) && ctx.InputShape(input) is { Rank: 1 } s && s[0] is { IsConstant: true, Value: >= 0 and < 64 } n ? (int)n.Value : null;

    private static OpError Lengths(Func<string, OpError> error, int? starts, int? ends, int axes, int? steps) =>
        error($"starts, ends, axes and steps must be equally long, but they have {starts}, {ends}, {axes} and {steps} items");
}
