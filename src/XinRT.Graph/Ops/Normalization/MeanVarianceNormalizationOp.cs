using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = (x - mean) / (deviation + 1e-9)</c> over the axes; without axes over 0, 2 and 3.</summary>
[OnnxOperator("MeanVarianceNormalization", Since = 9)]
public sealed record MeanVarianceNormalizationOp(ValueArray<long>? Axes = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.InputShape(0) is { } shape)
            foreach (long a in Reduced()) ctx.Axis(a, shape.Rank);
        ctx.Output(0, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var reduced = Reduced().Select(a => ctx.Axis(a, x.Rank)).ToHashSet();
        int[] order = [.. Enumerable.Range(0, x.Rank).OrderBy(reduced.Contains)];
        var rows = WorkingFloat.Open(ReductionPlan.Moved(x, order), DType.F64);
        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.Count == 0) return;
        int length = (int)Strides.Count(rows.Dims[(x.Rank - reduced.Count)..]);
        ParallelRange.For(ctx.Threads, x.Count / length, 1 + 8192 / length, (from, to) =>
        {
            for (int i = from; i < to; i++) Normalize(rows.Span<double>().Slice(i * length, length));
        });
        var back = new int[x.Rank];
        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
        WorkingFloat.Close(ReductionPlan.Moved(rows, back), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(6);

    private static void Normalize(Span<double> row)
    {
        double mean = Fold.Row<double, SumFolder>(row) / row.Length;
        foreach (ref double v in row) v -= mean;
        double deviation = Math.Sqrt(Fold.Row<double, SumSquareFolder>(row) / row.Length);
        foreach (ref double v in row) v /= deviation + 1e-9;
    }

    /// <summary>The axes that are reduced.</summary>
    public ValueArray<long> Reduced() => Axes ?? [0, 2, 3];
}
