using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Layer normalization of <c>input + skip + bias</c> over the last axis. Inputs: input, skip, gamma, beta, bias;
/// outputs: y, mean, reciprocal deviation, the sum.</summary>
[OnnxOperator("SkipLayerNormalization", Domain = "com.microsoft")]
public sealed record SkipLayerNormalizationOp(float Epsilon = 1e-12f) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => SkipNormalization.Infer(ctx);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var sum = SkipNormalization.Sum(ctx, ctx.OptionalInput(4));
        LayerNormalizationRule.Evaluate(ctx, sum, sum.Rank - 1, ctx.Input(2), ctx.OptionalInput(3), Epsilon, center: true,
            ctx.Input(0).DType, DType.F32, meanOutput: 1, inverseOutput: 2);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(10);
}
