using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = x / ‖x‖</c> along one axis, with the sum of magnitudes (p = 1) or the Euclidean norm (p = 2). A run of
/// zeros stays zero.</summary>
[OnnxOperator("LpNormalization")]
public sealed record LpNormalizationOp(long Axis = -1, long P = 2) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (P is not (1 or 2)) throw ctx.Error($"p must be 1 or 2, but it is {P}").AsShapeError();
        AxisRule.InferSame(ctx, Axis);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, axis) = AxisRule.Input(ctx, Axis);
        var y = ctx.Output(0, x.DType, ctx.Input(0).Dims);
        if (x.Count == 0) return;
        var working = WorkingFloat.For(x.DType);
        int[] order = [.. Enumerable.Range(0, x.Rank).Where(i => i != axis), axis];
        var rows = WorkingFloat.Open(ReductionPlan.Moved(x, order), working);
        int length = (int)x.Dims[axis];
        ParallelRange.For(ctx.Threads, x.Count / length, 1 + 8192 / length, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                if (working == DType.F32) Normalize(rows.Span<float>().Slice(i * length, length));
                else Normalize(rows.Span<double>().Slice(i * length, length));
            }
        });
        int[] back = [.. Enumerable.Range(0, axis), x.Rank - 1, .. Enumerable.Range(axis, x.Rank - 1 - axis)];
        var moved = ReductionPlan.Moved(rows, back);
        if (y.DType == working) moved.Bytes.CopyTo(y.Bytes);
        else WorkingFloat.Close(moved, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3);

    private void Normalize<T>(Span<T> row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double norm = P == 1 ? Fold.Row<T, SumMagnitudeFolder>(row) : Math.Sqrt(Fold.Row<T, SumSquareFolder>(row));
        if (norm != 0) TensorPrimitives.Divide(row, T.CreateTruncating(norm), row);
    }
}
