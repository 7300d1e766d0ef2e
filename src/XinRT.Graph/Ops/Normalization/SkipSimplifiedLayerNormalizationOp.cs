using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>RMS normalization of <c>input + skip + bias</c> over the last axis. Inputs: input, skip, gamma, bias; outputs: y,
/// (mean, never computed), reciprocal deviation, the sum.</summary>
[OnnxOperator("SkipSimplifiedLayerNormalization", Domain = "com.microsoft")]
public sealed record SkipSimplifiedLayerNormalizationOp(float Epsilon = 1e-12f) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => SkipNormalization.Infer(ctx);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var sum = SkipNormalization.Sum(ctx, ctx.OptionalInput(3));
        LayerNormalizationRule.Evaluate(ctx, sum, sum.Rank - 1, ctx.Input(2), bias: null, Epsilon, center: false,
            ctx.Input(0).DType, DType.F32, meanOutput: 1, inverseOutput: 2);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);
}
