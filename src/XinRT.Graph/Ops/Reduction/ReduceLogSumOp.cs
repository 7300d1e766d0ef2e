using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>log(Σ x)</c> over the axes; minus infinity for no element.</summary>
[OnnxOperator("ReduceLogSum", Since = 18)]
public sealed record ReduceLogSumOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.RunWide<SumFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims, static (v, _) => Math.Log(v));

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
