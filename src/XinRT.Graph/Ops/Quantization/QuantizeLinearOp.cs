using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = saturate(round(x/scale) + zero)</c>, with one scale for the tensor, for each index of an axis, or for each
/// block along it. Floats of 4 and 8 bits are rounded to their own values instead of whole numbers.</summary>
[OnnxOperator("QuantizeLinear", Since = 10)]
[OnnxOperator("QuantizeLinear", Domain = "com.microsoft")]
public sealed record QuantizeLinearOp(long Axis = 1, bool Saturate = true, long BlockSize = 0, long OutputDtype = 0, long Precision = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var zero = ctx.Has(2) ? ctx.InputDType(2) : DType.Undefined;
        if (OutputDtype != 0 && zero != DType.Undefined && (DType)OutputDtype != zero)
            throw ctx.Error($"output_dtype says {((DType)OutputDtype).Name()}, but the zero point is {zero.Name()}").AsShapeError();
        var type = ResultType(zero);
        if (!Quantization.IsQuantized(type)) throw ctx.Error($"the result cannot be {type.Name()}").AsShapeError();
        if (Precision != 0 && !NumericTypes.IsRealFloat((DType)Precision))
            throw ctx.Error($"the precision must be a float, but it is {((DType)Precision).Name()}").AsShapeError();
        QuantizationShapes.Check(ctx, Axis, BlockSize);
        ctx.Output(0, type, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, scale, zero) = (ctx.Input(0), ctx.Input(1), ctx.OptionalInput(2));
        var grid = QuantizationShapes.Grid(ctx, x, scale, zero, Axis, BlockSize);
        var y = ctx.Output(0, ResultType(zero?.DType ?? DType.Undefined), x.Dims);
        Quantization.Quantize(x, scale, zero, y, grid, Precision != 0 ? (DType)Precision : scale.DType, Saturate, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(4);

    private DType ResultType(DType zero) => zero != DType.Undefined ? zero : OutputDtype != 0 ? (DType)OutputDtype : DType.U8;
}
