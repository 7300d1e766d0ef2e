using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Rotates pairs of elements of each head by angles of the position. Inputs: X, cosines, sines, position of each
/// row; without positions the caches hold one line per row of X.</summary>
[OnnxOperator("RotaryEmbedding", Since = 23)]
public sealed record RotaryEmbeddingOp(bool Interleaved = false, long NumHeads = 0, long RotaryEmbeddingDim = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.Input(0));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RotaryRule.Evaluate(ctx, ctx.Input(1), ctx.Input(2), ctx.OptionalInput(3),
        Interleaved, NumHeads, RotaryEmbeddingDim);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3);
}
