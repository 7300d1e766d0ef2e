using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Numbers from a normal distribution, in a tensor of the given sizes.</summary>
[OnnxOperator("RandomNormal")]
public sealed record RandomNormalOp(ValueArray<long> Shape, DType Dtype = DType.F32, float Mean = 0, float Scale = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RandomFill.Infer(ctx, Dtype, Shape);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RandomFill.Normal(ctx, ctx.Output(0, Dtype, Shape.Span), Seed, Mean, Scale);
}
