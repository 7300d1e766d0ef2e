using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Numbers from a normal distribution, in a tensor as large as the input and of its type if none is given.</summary>
[OnnxOperator("RandomNormalLike")]
public sealed record RandomNormalLikeOp(DType? Dtype = null, float Mean = 0, float Scale = 1, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RandomFill.InferLike(ctx, Dtype);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        RandomFill.Normal(ctx, ctx.Output(0, Dtype ?? x.DType, x.Dims), Seed, Mean, Scale);
    }
}
