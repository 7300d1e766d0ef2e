using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = (x - zero)·scale</c>, with one scale for the tensor, for each index of an axis, or for each block along
/// it.</summary>
[OnnxOperator("DequantizeLinear", Since = 10)]
[OnnxOperator("DequantizeLinear", Domain = "com.microsoft")]
public sealed record DequantizeLinearOp(long Axis = 1, long BlockSize = 0, long OutputDtype = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var type = ctx.InputDType(0);
        if (type is not (DType.I32 or DType.Undefined) && !Quantization.IsQuantized(type))
            throw ctx.Error($"the operand must be quantized, but it is {type.Name()}").AsShapeError();
        if (ctx.Has(2) && ctx.InputDType(2) != type && ctx.InputDType(2) != DType.Undefined)
            throw ctx.Error($"operand and zero point must have one type, but they are {type.Name()} and {ctx.InputDType(2).Name()}").AsShapeError();
        QuantizationShapes.Check(ctx, Axis, BlockSize);
        ctx.Output(0, ResultType(ctx.InputDType(1)), ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, scale, zero) = (ctx.Input(0), ctx.Input(1), ctx.OptionalInput(2));
        var grid = QuantizationShapes.Grid(ctx, x, scale, zero, Axis, BlockSize);
        Quantization.Dequantize(x, scale, zero, ctx.Output(0, ResultType(scale.DType), x.Dims), grid, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2);

    private DType ResultType(DType scale) => OutputDtype != 0 ? (DType)OutputDtype : scale;
}
