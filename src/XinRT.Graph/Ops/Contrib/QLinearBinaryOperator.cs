using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A function of two quantized tensors with broadcasting. Inputs: a, its scale and zero point; b, its scale and zero
/// point; scale and zero point of the result.</summary>
public abstract record QLinearBinaryOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.U8, DType.I8, DType.Undefined);
        if (ctx.InputDType(3) != ctx.InputDType(0))
            throw ctx.Error($"both operands must have one type, but they are {ctx.InputDType(0).Name()} and {ctx.InputDType(3).Name()}").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), ctx.Broadcast(0, 3));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (a, b) = (ctx.Input(0), ctx.Input(3));
        long[] dims = Strides.BroadcastDims(a.Dims, b.Dims)
            ?? throw ctx.Error($"the shapes [{a.Type.Shape}] and [{b.Type.Shape}] do not broadcast").AsRunError();
        var real = Tensor.Zeros(DType.F32, dims);
        Run(Dequantized(ctx, 0), Dequantized(ctx, 3), real, ctx.Threads);
        var grid = QuantizationShapes.Grid(ctx, real, ctx.Input(6), ctx.OptionalInput(7), 0, 0);
        Quantization.Quantize(real, ctx.Input(6), ctx.OptionalInput(7), ctx.Output(0, a.DType, dims), grid, DType.F32, true, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(8);

    /// <summary>The function on binary32.</summary>
    protected abstract void Run(Tensor a, Tensor b, Tensor y, Workers threads);

    private static Tensor Dequantized(EvalContext ctx, int input)
    {
        var (x, scale, zero) = (ctx.Input(input), ctx.Input(input + 1), ctx.OptionalInput(input + 2));
        var result = Tensor.Zeros(DType.F32, x.Dims);
        Quantization.Dequantize(x, scale, zero, result, QuantizationShapes.Grid(ctx, x, scale, zero, 0, 0), ctx.Threads);
        return result;
    }
}
