using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>-weight[target] · x[target]</c> over class scores <c>[N, C, …]</c>, summed, averaged by weight, or per target.
/// Targets equal to <c>ignore_index</c> count nothing.</summary>
[OnnxOperator("NegativeLogLikelihoodLoss", Since = 12)]
public sealed record NegativeLogLikelihoodLossOp(long? IgnoreIndex = null, string Reduction = "mean") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => LossRule.Infer(ctx, Reduction);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => LossRule.Evaluate(ctx, ctx.Input(0).ToDoubles(), Reduction, IgnoreIndex);
}
