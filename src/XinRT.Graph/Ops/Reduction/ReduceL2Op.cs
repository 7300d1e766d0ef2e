using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>sqrt(Σ x²)</c> over the axes; 0 for no element.</summary>
[OnnxOperator("ReduceL2", Since = 18)]
public sealed record ReduceL2Op(bool Keepdims = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ReductionRule.Infer(ctx, Keepdims, NoopWithEmptyAxes);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        Reduction.Run<SumSquareFolder>(ctx, ReductionRule.Axes(ctx, ctx.Input(0).Rank, NoopWithEmptyAxes), Keepdims, static (v, _) => Math.Sqrt(v),
            static v => v * v, static (sum, _) => WholeArithmetic.Root(sum));

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ReductionRule.Cost(ctx, 2);
}
