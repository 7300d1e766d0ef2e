using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>Σ |x|</c> over the axes; 0 for no element.</summary>
[OnnxOperator("ReduceL1", Since = 18)]
public sealed record ReduceL1Op(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<SumMagnitudeFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 2);
}
