using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Product of 8-bit matrices as real numbers: <c>(a − zero_a)·(b − zero_b)·scale_a·scale_b + bias</c>. Inputs: A, B,
/// their scales, their zero points, bias.</summary>
[OnnxOperator("MatMulIntegerToFloat", Domain = "com.microsoft")]
public sealed record MatMulIntegerToFloatOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.U8, DType.I8);
        ctx.Require(1, DType.U8, DType.I8);
        ctx.Require(2, DType.F32, DType.F16);
        ctx.Output(0, ctx.InputDType(2), MatMulShape.Infer(ctx, 0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        var y = ctx.Output(0, ctx.Input(2).DType, MatMulShape.Resolve(ctx, a, b));
        QuantizedMatrix.Multiply(ctx.Threads, QuantizedMatrix.Left(a, ctx.OptionalInput(4)), QuantizedMatrix.Right(b, ctx.OptionalInput(5)),
            ctx.Input(2), ctx.Input(3), ctx.OptionalInput(6), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => MatMulShape.Cost(ctx, 0);
}
