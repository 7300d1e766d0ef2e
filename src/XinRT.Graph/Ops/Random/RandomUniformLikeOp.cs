using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Numbers spread evenly between <c>low</c> and <c>high</c>, in a tensor as large as the input and of its type if none is given.</summary>
[OnnxOperator("RandomUniformLike")]
public sealed record RandomUniformLikeOp(DType? Dtype = null, float High = 1, float Low = 0, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RandomFill.InferLike(ctx, Dtype);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        RandomFill.Uniform(ctx, ctx.Output(0, Dtype ?? x.DType, x.Dims), Seed, Low, High);
    }
}
