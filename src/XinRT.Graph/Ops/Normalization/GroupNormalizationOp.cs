using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Normalizes each group of channels to mean 0 and deviation 1, then scales and shifts each channel.</summary>
[OnnxOperator("GroupNormalization", Since = 21)]
public sealed record GroupNormalizationOp(long NumGroups, float Epsilon = 1e-5f, DType StashType = DType.F32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (NumGroups <= 0) throw ctx.Error($"num_groups must be 1 or more, but it is {NumGroups}").AsShapeError();
        ChannelNormalization.Infer(ctx, NumGroups);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ChannelNormalization.Evaluate(ctx, NumGroups, Epsilon);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);
}
