using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>ONNX Runtime's rotary embedding. Inputs: X, positions (one per row, or one offset), cosines, sines; angles are
/// those of the caches times <c>scale</c>, of which only 1 occurs.</summary>
[OnnxOperator("RotaryEmbedding", Domain = "com.microsoft")]
public sealed record ContribRotaryEmbeddingOp(bool Interleaved = false, bool IsPackedBatching = false, long NumHeads = 0,
    long RotaryEmbeddingDim = 0, float Scale = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Scale != 1) throw ctx.Error($"scale must be 1, but it is {Scale}").AsUnsupported();
        ctx.Output(0, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RotaryRule.Evaluate(ctx, ctx.Input(2), ctx.Input(3), ctx.Input(1),
        Interleaved, NumHeads, RotaryEmbeddingDim);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3);
}
