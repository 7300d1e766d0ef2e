using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Product with an 8-bit matrix; A is rounded to 8 unsigned bits over its own range first. Inputs: A, B, scale of B,
/// zero point of B, bias.</summary>
[OnnxOperator("DynamicQuantizeMatMul", Domain = "com.microsoft")]
public sealed record DynamicQuantizeMatMulOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32);
        ctx.Require(1, DType.U8, DType.I8);
        ctx.Output(0, DType.F32, MatMulShape.Infer(ctx, 0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor a = ctx.Input(0), b = ctx.Input(1);
        var y = ctx.Output(0, DType.F32, MatMulShape.Resolve(ctx, a, b));
        var (codes, scale) = Quantize(a);
        QuantizedMatrix.Multiply(ctx.Threads, codes, QuantizedMatrix.Right(b, ctx.OptionalInput(3)),
            Tensor.Scalar(scale), ctx.Input(2), ctx.OptionalInput(4), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => MatMulShape.Cost(ctx, 0);

    // The range takes in 0, so that 0 is exact; codes are returned without the zero point.
    private static (Tensor Codes, float Scale) Quantize(Tensor a)
    {
        var src = a.Span<float>();
        float least = 0, most = 0;
        foreach (float x in src) (least, most) = (Math.Min(least, x), Math.Max(most, x));
        float scale = most == least ? 1 : (most - least) / 255;
        float zero = Math.Clamp(MathF.Round(-least / scale), 0, 255);
        var codes = Tensor.Zeros(DType.I32, a.Dims);
        var dst = codes.Span<int>();
        for (int i = 0; i < src.Length; i++) dst[i] = (int)(Math.Clamp(MathF.Round(src[i] / scale) + zero, 0, 255) - zero);
        return (codes, scale);
    }
}
