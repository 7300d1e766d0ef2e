using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Crops or pads with zeros around the center until the listed axes have the given sizes.</summary>
[OnnxOperator("CenterCropPad", Since = 18)]
public sealed record CenterCropPadOp(ValueArray<long>? Axes = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, Axes is null && ctx.Data(1) is { } sizes ? Shape.Of([.. sizes]) : null);
            return;
        }
        int[] axes = [.. AxesOf(shape.Rank).Select(a => ctx.Axis(a, shape.Rank))];
        var target = ctx.Data(1);
        if (target is not null && target.Count != axes.Length) throw Wrong(ctx.Error, axes.Length, target.Count).AsShapeError();
        for (int i = 0; i < axes.Length; i++)
        {
            if (target?[i] is { IsConstant: true, Value: < 0 } negative)
                throw ctx.Error($"a size must be 0 or more, but it is {negative}").AsShapeError();
            shape = shape.With(axes[i], target?[i] ?? ctx.NewDim());
        }
        ctx.Output(0, x.DType, shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int[] axes = [.. AxesOf(x.Rank).Select(a => ctx.Axis(a, x.Rank))];
        long[] target = ctx.Input(1).ToInt64s();
        if (target.Length != axes.Length) throw Wrong(ctx.Error, axes.Length, target.Length).AsRunError();
        long[] dims = x.Dims.ToArray();
        for (int i = 0; i < axes.Length; i++) dims[axes[i]] = target[i];
        var y = ctx.Output(0, x.DType, dims);
        BlockMove.Clear(y, 0, y.Count);

        long[] src = Strides.Of(x.Dims), dst = Strides.Of(dims), common = new long[x.Rank];
        long from = 0, to = 0;
        for (int i = 0; i < common.Length; i++)
        {
            // Of an odd difference the smaller half comes first.
            common[i] = Math.Min(x.Dims[i], dims[i]);
            from += (x.Dims[i] - common[i]) / 2 * src[i];
            to += (dims[i] - common[i]) / 2 * dst[i];
        }
        if (Strides.Count(common) > 0) StridedCopy.Run(x, from, src, y, to, dst, common);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private IEnumerable<long> AxesOf(int rank) => Axes ?? (IEnumerable<long>)[.. Enumerable.Range(0, rank).Select(i => (long)i)];

    private static OpError Wrong(Func<string, OpError> error, int axes, int sizes) =>
        error($"{axes} axes need {axes} sizes, but there are {sizes}");
}
