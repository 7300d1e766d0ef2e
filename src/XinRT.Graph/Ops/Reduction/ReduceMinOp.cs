using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Smallest element over the axes; for none, infinity, the highest integer or true.</summary>
[OnnxOperator("ReduceMin", Since = 18)]
public sealed record ReduceMinOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes, null, Dim.Min);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<MinFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
