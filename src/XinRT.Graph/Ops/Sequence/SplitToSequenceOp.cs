using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Cuts a tensor along an axis into a sequence: by a list of sizes, into parts of one size (the last may be smaller),
/// or into single slices, which lose the axis unless <c>keepdims</c> is set.</summary>
[OnnxOperator("SplitToSequence", Since = 11)]
public sealed record SplitToSequenceOp(long Axis = 0, bool Keepdims = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, new SequenceType(x));
            return;
        }
        int axis = ctx.Axis(Axis, shape.Rank);
        shape = !ctx.Has(1) ? (Keepdims ? shape.With(axis, 1) : shape.Without(axis)) : shape.With(axis, PartSize(ctx, shape[axis]));
        ctx.Output(0, new SequenceType(new TensorType(x.DType, shape)));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int axis = ctx.Axis(Axis, x.Rank);
        long[] sizes = Sizes(ctx, x.Dims[axis]);
        bool drop = !ctx.Has(1) && !Keepdims;
        var strides = Strides.Of(x.Dims);
        var items = new List<Datum>(sizes.Length);
        long at = 0;
        foreach (long size in sizes)
        {
            long[] dims = x.Dims.ToArray();
            dims[axis] = size;
            var item = Tensor.Zeros(x.DType, dims);
            StridedCopy.Run(x, at * strides[axis], strides, item, 0, Strides.Of(dims), dims);
            items.Add(drop ? item.Reshape([.. dims[..axis], .. dims[(axis + 1)..]]) : item);
            at += size;
        }
        ctx.SetOutput(0, new SequenceDatum(new TensorType(x.DType, null), items));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static Dim PartSize(InferContext ctx, Dim length)
    {
        if (ctx.ConstantInts(1) is not { Length: > 0 } sizes || ctx.InputShape(1) is not { } shape) return ctx.NewDim();
        if (sizes.Any(s => s < 0)) throw ctx.Error($"a part must have 0 or more elements, but one has {sizes.Min()}").AsShapeError();
        if (shape.Rank > 0)
        {
            if (length.IsConstant && sizes.Sum() != length.Value)
                throw ctx.Error($"the parts have {sizes.Sum()} elements together, but the axis has {length}").AsShapeError();
            return sizes.Distinct().Count() == 1 ? sizes[0] : ctx.NewDim();
        }
        return length.IsConstant && sizes[0] > 0 && length.Value % sizes[0] == 0 ? sizes[0] : ctx.NewDim();
    }

    private static long[] Sizes(EvalContext ctx, long length)
    {
        if (!ctx.Has(1)) return [.. Enumerable.Repeat(1L, (int)length)];
        var split = ctx.Input(1);
        long[] sizes = split.ToInt64s();
        if (split.Rank == 0)
        {
            long size = sizes[0];
            if (size <= 0) throw ctx.Error($"the size of a part must be 1 or more, but it is {size}").AsRunError();
            return [.. Enumerable.Range(0, (int)((length + size - 1) / size)).Select(i => Math.Min(size, length - i * size))];
        }
        if (sizes.Any(s => s < 0)) throw ctx.Error($"a part must have 0 or more elements, but one has {sizes.Min()}").AsRunError();
        if (sizes.Sum() != length)
            throw ctx.Error($"the parts have {sizes.Sum()} elements together, but the axis has {length}").AsRunError();
        return sizes;
    }
}
