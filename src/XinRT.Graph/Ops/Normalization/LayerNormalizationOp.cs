using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = (x - mean) / sqrt(var + ε) · scale + bias</c> over all axes from <c>axis</c> on. Outputs: y, mean,
/// reciprocal deviation; the last two have the type that <c>stash_type</c> names.</summary>
[OnnxOperator("LayerNormalization")]
public sealed record LayerNormalizationOp(long Axis = -1, float Epsilon = 1e-5f, DType StashType = DType.F32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) =>
        LayerNormalizationRule.Infer(ctx, Axis, ctx.InputDType(0), StashType, 1, 2);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        LayerNormalizationRule.Evaluate(ctx, x, ctx.Axis(Axis, x.Rank), ctx.OptionalInput(1), ctx.OptionalInput(2), Epsilon,
            center: true, x.DType, StashType, meanOutput: 1, inverseOutput: 2);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);
}
