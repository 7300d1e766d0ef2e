using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Place of the largest element along an axis: the first one, or the last one on request.</summary>
[OnnxOperator("ArgMax")]
public sealed record ArgMaxOp(long Axis = 0, bool Keepdims = true, bool SelectLastIndex = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ArgExtreme.Infer(ctx, Axis, Keepdims);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ArgExtreme.Evaluate(ctx, Axis, Keepdims, SelectLastIndex, largest: true);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0), ctx.Bytes);
}
