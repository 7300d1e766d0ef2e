using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>Σ x / n</c> over the axes; integers are truncated towards zero, no element gives NaN or 0.</summary>
[OnnxOperator("ReduceMean", Since = 18)]
public sealed record ReduceMeanOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<SumFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims, static (v, n) => v / n,
            static v => v, static (sum, n) => n == 0 ? 0 : sum / n);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
