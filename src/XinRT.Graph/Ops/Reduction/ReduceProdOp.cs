using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>Π x</c> over the axes; 1 for no element.</summary>
[OnnxOperator("ReduceProd", Since = 18)]
public sealed record ReduceProdOp(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes, 1, static (a, b) => a * b);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<ProductFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 1);
}
