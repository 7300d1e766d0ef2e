using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A matrix of the input's sizes with ones on diagonal <c>k</c> and zeros elsewhere.</summary>
[OnnxOperator("EyeLike", Since = 9)]
public sealed record EyeLikeOp([OnnxName("dtype")] DType? ElementType = null, long K = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { Rank: not 2 }) throw ctx.Error($"the input must have 2 axes, but it has {x.Shape.Rank}").AsShapeError();
        ctx.Output(0, ElementType ?? x.DType, x.Shape ?? ctx.NewShape(2));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank != 2) throw ctx.Error($"the input must have 2 axes, but it has {x.Rank}").AsRunError();
        var dtype = ElementType ?? x.DType;
        var y = ctx.Output(0, dtype, x.Dims);
        BlockMove.Fill(y, Tensor.FromDoubles(dtype, [0.0]));
        long rows = x.Dims[0], columns = x.Dims[1];
        if (K <= -rows || K >= columns) return;
        long row = Math.Max(0, -K), column = Math.Max(0, K);
        StridedCopy.Run(Tensor.FromDoubles(dtype, [1.0]), 0, [0], y, row * columns + column, [columns + 1],
            [Math.Min(rows - row, columns - column)]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
