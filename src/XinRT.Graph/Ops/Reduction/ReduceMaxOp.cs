using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Largest element over the axes; for none, minus infinity, the lowest integer or false.</summary>
[OnnxOperator("ReduceMax", Since = 18)]
public sealed record ReduceMaxOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes, null, Dim.Max);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<MaxFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
