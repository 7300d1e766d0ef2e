using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Normalizes each channel of each item to mean 0 and deviation 1, then scales and shifts it.</summary>
[OnnxOperator("InstanceNormalization", Since = 6)]
public sealed record InstanceNormalizationOp(float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ChannelNormalization.Infer(ctx, groups: 0);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ChannelNormalization.Evaluate(ctx, groups: 0, Epsilon);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);
}
