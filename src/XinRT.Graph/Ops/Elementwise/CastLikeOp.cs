using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The elements of the first operand in the type of the second; otherwise <see cref="CastOp"/>.</summary>
[OnnxOperator("CastLike", Since = 15)]
public sealed record CastLikeOp(bool Saturate = true, string RoundMode = "up") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => CastOp.Infer(ctx, ctx.InputDType(1));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => CastOp.Evaluate(ctx, ctx.Input(1).DType, Saturate, RoundMode);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
