using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>Σ x</c> over the axes; 0 for no element.</summary>
[OnnxOperator("ReduceSum", Since = 13)]
public sealed record ReduceSumOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes, 0, static (a, b) => a + b);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<SumFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
