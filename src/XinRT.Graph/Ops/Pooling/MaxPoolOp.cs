using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Largest element of each window, and on demand its index in the flattened input. <c>storage_order</c> 1 counts
/// that index with the first spatial axis fastest.</summary>
[OnnxOperator("MaxPool")]
public sealed record MaxPoolOp(ValueArray<long> KernelShape, string AutoPad = "NOTSET", bool CeilMode = false,
    ValueArray<long> Dilations = default, ValueArray<long> Pads = default, bool StorageOrder = false,
    ValueArray<long> Strides = default) : Operator
{
    /// <summary>Its windows.</summary>
    public SpatialGeometry Geometry() => new(KernelShape, Strides, Dilations, Pads, AutoPad, CeilMode);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var shape = Geometry().Infer(ctx, ctx.InputShape(0));
        ctx.Output(0, ctx.InputDType(0), shape);
        ctx.Output(1, DType.I64, shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var windows = Geometry().Windows(ctx, x.Dims);
        long[] dims = SpatialGeometry.OutputDims(x.Dims, windows);
        var y = ctx.Output(0, x.DType, dims);
        if (ctx.Wants(1)) ArgMaxPooling.Run(x, y, ctx.Output(1, DType.I64, dims), windows, StorageOrder, ctx.Threads);
        else WindowPooling.Max(x, y, windows, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(CostContext.Product(KernelShape.Span));
}
