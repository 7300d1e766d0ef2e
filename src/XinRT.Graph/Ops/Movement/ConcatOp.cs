using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Joins tensors along one axis.</summary>
[OnnxOperator("Concat", Since = 4)]
public sealed record ConcatOp(long Axis) : Operator, IJoinOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var dtype = ctx.InputDType(0);
        ctx.Output(0, dtype, Joined(ctx));
        MovedContents.Propagate(ctx, [.. Enumerable.Range(0, ctx.InputCount)]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var parts = Enumerable.Range(0, ctx.InputCount).Select(ctx.Input).ToArray();
        int axis = ctx.Axis(Axis, parts[0].Rank);
        long[] dims = parts[0].Dims.ToArray();
        for (int i = 1; i < parts.Length; i++)
        {
            if (parts[i].Rank != dims.Length) throw ctx.Error($"all inputs must have {dims.Length} axes, but input {i} has {parts[i].Rank}").AsRunError();
            for (int k = 0; k < dims.Length; k++)
            {
                if (k != axis && parts[i].Dims[k] != dims[k])
                    throw ctx.Error($"all inputs must have size {dims[k]} on axis {k}, but input {i} has {parts[i].Dims[k]}").AsRunError();
            }
            dims[axis] += parts[i].Dims[axis];
        }
        var y = ctx.Output(0, parts[0].DType, dims);
        int outer = (int)Strides.Count(dims.AsSpan(0, axis)), row = outer == 0 ? 0 : y.Count / outer, at = 0;
        foreach (var part in parts)
        {
            int length = outer == 0 ? 0 : part.Count / outer;
            for (int i = 0; i < outer; i++) Copy(part, i * length, length, y, i * row + at);
            at += length;
        }
    }

    /// <inheritdoc/>
    public StridedView Part(Node node, int input, TensorLayout whole)
    {
        int axis = (int)(Axis < 0 ? Axis + whole.Rank : Axis);
        long at = 0;
        for (int i = 0; i < input; i++) at += SizeOf(node.Inputs[i]!);
        long[] dims = [.. whole.Dims];
        dims[axis] = SizeOf(node.Inputs[input]!);
        return new(at * whole.Strides[axis], new(dims, whole.Strides));

        long SizeOf(Value value) => value.TensorType.Shape![axis].Value;
    }

    private static void Copy(Tensor src, int from, int count, Tensor dst, int to)
    {
        int size = src.DType.SizeInBytes();
        if (src.DType == DType.String) src.Strings.Slice(from, count).CopyTo(dst.Strings[to..]);
        else src.Bytes.Span.Slice(from * size, count * size).CopyTo(dst.Bytes.Span[(to * size)..]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private Shape? Joined(InferContext ctx)
    {
        Dim[]? dims = null;
        Dim total = 0;
        bool allKnown = true;
        int axis = 0;
        for (int i = 0; i < ctx.InputCount; i++)
        {
            if (ctx.InputDType(i) != ctx.InputDType(0))
                throw ctx.Error($"all inputs must be {ctx.InputDType(0).Name()}, but input {i} is {ctx.InputDType(i).Name()}").AsShapeError();
            if (ctx.InputShape(i) is not { } shape)
            {
                allKnown = false;
                continue;
            }
            axis = ctx.Axis(Axis, shape.Rank);
            total += shape[axis];
            if (dims is null) dims = shape.Dims.ToArray();
            else Join(ctx, dims, shape, axis, i);
        }
        if (dims is null) return null;
        dims[axis] = allKnown ? total : ctx.NewDim();
        return Shape.Of(dims);
    }

    // Sizes that must agree: a number says more than a symbol.
    private static void Join(InferContext ctx, Dim[] dims, Shape shape, int axis, int input)
    {
        if (shape.Rank != dims.Length)
            throw ctx.Error($"all inputs must have {dims.Length} axes, but input {input} has {shape.Rank}").AsShapeError();
        for (int k = 0; k < dims.Length; k++)
        {
            if (k == axis || !shape[k].IsConstant) continue;
            if (dims[k].IsConstant && dims[k] != shape[k])
                throw ctx.Error($"all inputs must have size {dims[k]} on axis {k}, but input {input} has {shape[k]}").AsShapeError();
            dims[k] = shape[k];
        }
    }
}
