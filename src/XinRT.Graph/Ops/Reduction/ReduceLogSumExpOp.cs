using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>log(Σ exp(x))</c> over the axes, as <c>m + log(Σ exp(x - m))</c> with m the largest element; minus infinity
/// for no element.</summary>
[OnnxOperator("ReduceLogSumExp", Since = 18)]
public sealed record ReduceLogSumExpOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var axes = ReductionRule.Axes(ctx, x.Rank, NoopWithEmptyAxes);
        // Rows in double: the axes to reduce go to the end.
        int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(i => axes[i])];
        var (plan, _) = ReductionPlan.Make(x, axes, Keepdims);
        double[] rows = ReductionPlan.Moved(x, order).ToDoubles();
        var result = new double[plan.Outer * plan.Inner];
        int length = plan.Reduced;
        ParallelRange.For(ctx.Threads, result.Length, 1 + 4096 / Math.Max(1, length), (from, to) =>
        {
            for (int i = from; i < to; i++) result[i] = LogSumExp(rows.AsSpan(i * length, length));
        });
        ElementConverter.Write(result, ctx.Output(0, x.DType, plan.OutputDims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 10);

    private static double LogSumExp(Span<double> row)
    {
        double max = row.IsEmpty ? double.NegativeInfinity : TensorPrimitives.Max<double>(row);
        // An infinite maximum is the result; subtracting it would give NaN.
        if (!double.IsFinite(max)) return max;
        TensorPrimitives.Subtract(row, max, row);
        TensorPrimitives.Exp<double>(row, row);
        return max + Math.Log(TensorPrimitives.Sum<double>(row));
    }
}
