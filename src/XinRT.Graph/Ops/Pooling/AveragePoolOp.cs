using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Mean of each window. Padding counts as zeros if <c>count_include_pad</c> is set, else not at all.</summary>
[OnnxOperator("AveragePool", Since = 7)]
public sealed record AveragePoolOp(ValueArray<long> KernelShape, string AutoPad = "NOTSET", bool CeilMode = false,
    bool CountIncludePad = false, ValueArray<long> Dilations = default, ValueArray<long> Pads = default,
    ValueArray<long> Strides = default) : Operator
{
    /// <summary>Its windows.</summary>
    public SpatialGeometry Geometry() => new(KernelShape, Strides, Dilations, Pads, AutoPad, CeilMode);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) =>
        ctx.Output(0, ctx.InputDType(0), Geometry().Infer(ctx, ctx.InputShape(0)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var windows = Geometry().Windows(ctx, x.Dims);
        var y = ctx.Output(0, x.DType, SpatialGeometry.OutputDims(x.Dims, windows));
        WindowPooling.Sum(x, y, windows, WindowPooling.MeanDivisors(windows, CountIncludePad), ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(CostContext.Product(KernelShape.Span));
}
