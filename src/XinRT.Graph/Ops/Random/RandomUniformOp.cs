using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Numbers spread evenly between <c>low</c> and <c>high</c>, in a tensor of the given sizes.</summary>
[OnnxOperator("RandomUniform")]
public sealed record RandomUniformOp(ValueArray<long> Shape, DType Dtype = DType.F32, float High = 1, float Low = 0, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => false;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => RandomFill.Infer(ctx, Dtype, Shape);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => RandomFill.Uniform(ctx, ctx.Output(0, Dtype, Shape.Span), Seed, Low, High);
}
