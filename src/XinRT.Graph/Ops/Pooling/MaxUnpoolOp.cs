using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Puts the elements of a pooled tensor back to where MaxPool found them; all other elements are zero. Indices
/// count in the size that pooling came from; a larger <c>output_shape</c> adds zeros behind.</summary>
[OnnxOperator("MaxUnpool", Since = 9)]
public sealed record MaxUnpoolOp(ValueArray<long> KernelShape, ValueArray<long> Pads = default,
    ValueArray<long> Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (ctx.Has(2))
        {
            Shape? given = ctx.Data(2) is { } data ? Shape.Of([.. data]) : x.Shape is null ? null : ctx.NewShape(x.Shape.Rank);
            ctx.Output(0, x.DType, given);
            return;
        }
        if (x.Shape is null)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        if (Contradiction(x.Shape.Rank) is { } problem) throw ctx.Error(problem).AsShapeError();
        ctx.Output(0, x.DType, Shape.Of(Sizes(x.Shape.Dims)));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, indices) = (ctx.Input(0), ctx.Input(1));
        if (Contradiction(x.Rank) is { } problem) throw ctx.Error(problem).AsRunError();
        if (indices.Count != x.Count)
            throw ctx.Error($"each of the {x.Count} elements needs an index, but there are {indices.Count}").AsRunError();
        long[] pooledFrom = [.. Sizes(Shape.Of(x.Dims).Dims).Select(d => d.Value)];
        long[] dims = ctx.OptionalInput(2)?.ToInt64s() ?? pooledFrom;
        if (dims.Length != x.Rank) throw ctx.Error($"output_shape must have {x.Rank} sizes, but it has {dims.Length}").AsRunError();
        var y = ctx.Output(0, x.DType, dims);
        y.Bytes.Span.Clear();
        long[] places = Places(ctx, indices.ToInt64s(), pooledFrom, dims);
        int size = x.DType.SizeInBytes();
        var src = x.Bytes.Span;
        var dst = y.Bytes.Span;
        for (int i = 0; i < places.Length; i++)
            src.Slice(i * size, size).CopyTo(dst.Slice((int)places[i] * size, size));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static long[] Places(EvalContext ctx, long[] indices, long[] from, long[] to)
    {
        long[] strides = Reference.Strides.Of(to);
        long limit = Reference.Strides.Count(from);
        for (int i = 0; i < indices.Length; i++)
        {
            long rest = indices[i], place = 0;
            if (rest < 0 || rest >= limit) throw ctx.Error($"indices must be 0 to {limit - 1}, but one is {rest}").AsRunError();
            for (int axis = from.Length - 1; axis >= 0; axis--)
            {
                long at = rest % from[axis];
                rest /= from[axis];
                if (at >= to[axis])
                    throw ctx.Error($"output_shape gives axis {axis} the size {to[axis]}, but an index points at {at}").AsRunError();
                place += at * strides[axis];
            }
            indices[i] = place;
        }
        return indices;
    }

    private Dim[] Sizes(ReadOnlySpan<Dim> input)
    {
        var dims = input.ToArray();
        for (int i = 0; i < KernelShape.Count; i++)
        {
            long stride = Strides.IsEmpty ? 1 : Strides[i];
            long pads = Pads.IsEmpty ? 0 : Pads[i] + Pads[i + KernelShape.Count];
            dims[i + 2] = (dims[i + 2] - 1) * stride + KernelShape[i] - pads;
        }
        return dims;
    }

    private string? Contradiction(int rank)
    {
        int axes = KernelShape.Count;
        if (rank != axes + 2) return $"kernel_shape has {axes} sizes, but the input has {Math.Max(0, rank - 2)} spatial axes";
        if (!Strides.IsEmpty && Strides.Count != axes) return $"strides must have {axes} values, but it has {Strides.Count}";
        if (!Pads.IsEmpty && Pads.Count != 2 * axes) return $"pads must have {2 * axes} values, but it has {Pads.Count}";
        return null;
    }
}
