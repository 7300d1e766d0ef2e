using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Cuts a tensor along one axis: into parts of listed sizes, or into equal parts, the last of which may be
/// smaller.</summary>
[OnnxOperator("Split", Since = 13)]
public sealed record SplitOp(long Axis = 0, long? NumOutputs = null) : Operator, IViewOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (CheckCount(ctx.OutputCount, ctx.Error) is { } wrong) throw wrong.AsShapeError();
        if (x.Shape is not { } shape)
        {
            for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, x.DType, null);
            return;
        }
        int axis = ctx.Axis(Axis, shape.Rank);
        var sizes = Sizes(ctx, shape[axis]);
        for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, x.DType, shape.With(axis, sizes[i]));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int axis = ctx.Axis(Axis, x.Rank);
        if (CheckCount(ctx.OutputCount, ctx.Error) is { } wrong) throw wrong.AsRunError();
        long[] sizes = ctx.OptionalInput(1)?.ToInt64s() ?? EqualParts(x.Dims[axis], ctx.OutputCount);
        if (sizes.Length != ctx.OutputCount || sizes.Any(s => s < 0) || sizes.Sum() != x.Dims[axis])
            throw Mismatch(ctx.Error, string.Join(',', sizes), ctx.OutputCount, x.Dims[axis]).AsRunError();
        long[] strides = Strides.Of(x.Dims);
        long at = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            long[] dims = x.Dims.ToArray();
            dims[axis] = sizes[i];
            if (ctx.Wants(i))
            {
                var y = ctx.Output(i, x.DType, dims);
                if (y.Count > 0) StridedCopy.Run(x, at * strides[axis], strides, y, 0, Strides.Of(dims), dims);
            }
            at += sizes[i];
        }
    }

    /// <inheritdoc/>
    public StridedView? View(Node node, int output, TensorLayout source)
    {
        int axis = (int)(Axis < 0 ? Axis + source.Rank : Axis);
        long[]? sizes = node.Input(1) is null ? EqualParts(source.Dims[axis], node.Outputs.Count)
            : node.Input(1)!.Constant is { } t ? t.ToInt64s() : null;
        if (sizes is null || sizes[output] == 0) return null;
        long[] dims = [.. source.Dims];
        dims[axis] = sizes[output];
        return new(sizes[..output].Sum() * source.Strides[axis], new(dims, source.Strides));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static IReadOnlyList<Dim> Sizes(InferContext ctx, Dim size)
    {
        int parts = ctx.OutputCount;
        if (ctx.Has(1))
        {
            if (ctx.Data(1) is not { } given) return [.. Enumerable.Range(0, parts).Select(_ => ctx.NewDim())];
            var sum = given.Aggregate((Dim)0, (a, b) => a + b);
            if (given.Count != parts || (sum.IsConstant && size.IsConstant && sum != size))
                throw Mismatch(ctx.Error, string.Join(',', given), parts, size).AsShapeError();
            return given;
        }
        if (size.IsConstant) return [.. EqualParts(size.Value, parts).Select(s => (Dim)s)];
        var part = Dim.CeilDiv(size, parts);
        return [.. Enumerable.Repeat(part, parts - 1), Dim.Max(0, size - part * (parts - 1))];
    }

    private static long[] EqualParts(long size, int parts)
    {
        long part = (size + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(size - i * part, 0, part))];
    }

    private OpError? CheckCount(int outputs, Func<string, OpError> error) => NumOutputs is { } n && n != outputs
        ? error($"'num_outputs' is {n}, but the node has {outputs} outputs") : null;

    private static OpError Mismatch(Func<string, OpError> error, string sizes, int parts, Dim size) =>
        error($"{parts} parts must add up to size {size}, but the parts are [{sizes}]");
}
