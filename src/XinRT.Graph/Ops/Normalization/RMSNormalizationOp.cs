using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x / sqrt(mean(x²) + ε) · scale</c> over all axes from <c>axis</c> on. The output has the type of
/// the scale.</summary>
[OnnxOperator("RMSNormalization", Since = 23)]
public sealed record RMSNormalizationOp(long Axis = -1, float Epsilon = 1e-5f, DType StashType = DType.F32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => LayerNormalizationRule.Infer(ctx, Axis, ctx.InputDType(1), StashType);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        LayerNormalizationRule.Evaluate(ctx, x, ctx.Axis(Axis, x.Rank), ctx.Input(1), bias: null, Epsilon,
            center: false, ctx.Input(1).DType, StashType, meanOutput: -1, inverseOutput: -1);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(6);
}
