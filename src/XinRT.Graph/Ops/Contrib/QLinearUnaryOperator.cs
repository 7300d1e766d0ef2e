using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A function of each element of a quantized tensor. Inputs: operand, its scale and zero point; scale and zero point of
/// the result.</summary>
public abstract record QLinearUnaryOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.U8, DType.I8, DType.Undefined);
        ctx.Output(0, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var real = Tensor.Zeros(DType.F32, x.Dims);
        var (scale, zero) = (ctx.Input(1), ctx.OptionalInput(2));
        Quantization.Dequantize(x, scale, zero, real, QuantizationShapes.Grid(ctx, x, scale, zero, 0, 0), ctx.Threads);
        foreach (ref float value in real.Span<float>()) value = Of(value);
        (scale, zero) = (ctx.Input(3), ctx.OptionalInput(4));
        Quantization.Quantize(real, scale, zero, ctx.Output(0, x.DType, x.Dims), QuantizationShapes.Grid(ctx, x, scale, zero, 0, 0),
            DType.F32, true, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);

    /// <summary>The function itself.</summary>
    protected abstract float Of(float x);
}
