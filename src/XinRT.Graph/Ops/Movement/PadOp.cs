using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Adds elements before and after each axis: a constant, or elements taken from the input (<c>reflect</c>,
/// <c>edge</c>, <c>wrap</c>). Negative amounts cut elements off.</summary>
[OnnxOperator("Pad", Since = 11)]
public sealed record PadOp(string Mode = "constant") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (Mode is not ("constant" or "reflect" or "edge" or "wrap"))
            throw ctx.Error($"'mode' must be constant, reflect, edge or wrap, but it is '{Mode}'").AsShapeError();
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, ctx.Data(1) is { } p && !ctx.Has(3) ? ctx.NewShape(p.Count / 2) : null);
            return;
        }
        long[]? axes = ctx.Has(3) ? ctx.ConstantInts(3) : [.. Enumerable.Range(0, shape.Rank).Select(i => (long)i)];
        if (axes is null || ctx.Data(1) is not { } pads)
        {
            ctx.Output(0, x.DType, ctx.NewShape(shape.Rank));
            return;
        }
        if (pads.Count != 2 * axes.Length) throw Wrong(ctx.Error, axes.Length, pads.Count).AsShapeError();
        var dims = shape.Dims.ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = ctx.Axis(axes[i], shape.Rank);
            dims[axis] += pads[i] + pads[axes.Length + i];
            if (dims[axis] is { IsConstant: true, Value: < 0 })
                throw CutOff(ctx.Error, axis, shape[axis], pads[i], pads[axes.Length + i]).AsShapeError();
        }
        ctx.Output(0, x.DType, Shape.Of(dims));
        MovedContents.Propagate(ctx, 0, 2);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] pads = ctx.Input(1).ToInt64s();
        long[] axes = ctx.OptionalInput(3)?.ToInt64s() ?? [.. Enumerable.Range(0, x.Rank).Select(i => (long)i)];
        if (pads.Length != 2 * axes.Length) throw Wrong(ctx.Error, axes.Length, pads.Length).AsRunError();
        long[] before = new long[x.Rank], dims = x.Dims.ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = ctx.Axis(axes[i], x.Rank);
            before[axis] = pads[i];
            dims[axis] = checked(dims[axis] + pads[i] + pads[axes.Length + i]);
            if (dims[axis] < 0) throw CutOff(ctx.Error, axis, x.Dims[axis], pads[i], pads[axes.Length + i]).AsRunError();
        }
        var y = ctx.Output(0, x.DType, dims);
        if (Mode == "constant") PadConstant(x, before, ctx.OptionalInput(2), y);
        else PadFromInput(ctx, x, before, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private static OpError CutOff(Func<string, OpError> error, int axis, Dim size, Dim before, Dim after) =>
        error($"axis {axis} has size {size}, but the pads {before} and {after} cut off more");

    private static void PadConstant(Tensor x, long[] before, Tensor? value, Tensor y)
    {
        if (value is { Count: > 0 }) BlockMove.Fill(y, value);
        else BlockMove.Clear(y, 0, y.Count);
        long[] src = Strides.Of(x.Dims), dst = Strides.Of(y.Dims), dims = new long[x.Rank];
        long from = 0, to = 0;
        for (int i = 0; i < dims.Length; i++)
        {
            long first = Math.Max(0, -before[i]);
            dims[i] = Math.Min(x.Dims[i] - first, y.Dims[i] - Math.Max(0, before[i]));
            if (dims[i] <= 0) return;
            from += first * src[i];
            to += Math.Max(0, before[i]) * dst[i];
        }
        StridedCopy.Run(x, from, src, y, to, dst, dims);
    }

    private void PadFromInput(EvalContext ctx, Tensor x, long[] before, Tensor y)
    {
        if (y.Count == 0) return;
        // Trailing axes without padding move as one block.
        int padded = x.Rank;
        while (padded > 0 && before[padded - 1] == 0 && x.Dims[padded - 1] == y.Dims[padded - 1]) padded--;
        long[] strides = Strides.Of(x.Dims), places = [0];
        for (int axis = 0; axis < padded; axis++)
        {
            long[] along = Places(x.Dims[axis], before[axis], y.Dims[axis] - x.Dims[axis] - before[axis])
                ?? throw ctx.Error($"mode '{Mode}' needs elements to repeat, but axis {axis} has none").AsRunError();
            var next = new long[places.Length * along.Length];
            for (int i = 0; i < next.Length; i++) next[i] = places[i / along.Length] + along[i % along.Length] * strides[axis];
            places = next;
        }
        BlockMove.Gather(x, places, (int)Strides.Count(x.Dims[padded..]), y, ctx.Threads);
    }

    /// <summary>Which place of the input each place of the output shows along one axis; -1 where it shows the constant. Null if
    /// there is nothing to repeat.</summary>
    public long[]? Places(long size, long before, long after)
    {
        // What a negative amount cuts off is not seen by the pattern.
        long first = Math.Max(0, -before), count = size - first - Math.Max(0, -after);
        var places = new long[size + before + after];
        if (count <= 0 && places.Length > 0 && Mode != "constant") return null;
        for (long i = 0; i < places.Length; i++)
        {
            long at = i - Math.Max(0, before), period = Math.Max(1, 2 * (count - 1));
            places[i] = Mode switch
            {
                "constant" => at >= 0 && at < count ? first + at : -1,
                "edge" => first + Math.Clamp(at, 0, count - 1),
                "wrap" => first + Modulo(at, count),
                _ => first + (Modulo(at, period) is var p && p < count ? p : period - p),
            };
        }
        return places;
    }

    private static long Modulo(long a, long b) => (a % b + b) % b;

    private static OpError Wrong(Func<string, OpError> error, int axes, int pads) =>
        error($"{axes} axes need {2 * axes} pads, but there are {pads}");
}
