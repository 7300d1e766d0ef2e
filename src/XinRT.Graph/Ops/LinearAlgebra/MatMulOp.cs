using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Matrix product of the last two axes, as NumPy's <c>matmul</c>.</summary>
[OnnxOperator("MatMul")]
public sealed record MatMulOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, MatMul.Types);
        ctx.Require(1, ctx.InputDType(0));
        ctx.Output(0, ctx.InputDType(0), MatMulShape.Infer(ctx, 0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        var y = ctx.Output(0, a.DType, MatMulShape.Resolve(ctx, a, b));
        MatMul.Run(ctx.Threads, MatMulPlan.Of(a.Dims, b.Dims), a, b, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => MatMulShape.Cost(ctx, 0);
}
