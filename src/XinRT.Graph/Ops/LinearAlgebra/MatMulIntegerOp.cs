using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Exact product of 8-bit matrices minus their zero points, in 32 bits. A zero point is a scalar, or one value per
/// row of A or column of B.</summary>
[OnnxOperator("MatMulInteger", Since = 10)]
public sealed record MatMulIntegerOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        for (int i = 0; i < 4; i++)
            if (i < 2 || ctx.Has(i)) ctx.Require(i, i < 2 ? [DType.U8, DType.I8] : [ctx.InputDType(i - 2)]);
        ctx.Output(0, DType.I32, MatMulShape.Infer(ctx, 0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        var y = ctx.Output(0, DType.I32, MatMulShape.Resolve(ctx, a, b));
        MatMul.Run(ctx.Threads, MatMulPlan.Of(a.Dims, b.Dims), QuantizedMatrix.Left(a, ctx.OptionalInput(2)),
            QuantizedMatrix.Right(b, ctx.OptionalInput(3)), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => MatMulShape.Cost(ctx, 0);
}
