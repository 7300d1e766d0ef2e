using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>MaxPool of 8-bit images with channels last.</summary>
[OnnxOperator("NhwcMaxPool", Domain = "com.microsoft")]
public sealed record NhwcMaxPoolOp(ValueArray<long> KernelShape, string AutoPad = "NOTSET", bool CeilMode = false,
    ValueArray<long> Dilations = default, ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    private SpatialGeometry Geometry => new(KernelShape, Strides, Dilations, Pads, AutoPad, CeilMode);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.InputShape(0) is { Rank: < 3 } low) throw ctx.Error($"the input must have 3 axes or more, but it has {low.Rank}").AsShapeError();
        var shape = ctx.InputShape(0) is { } s ? Geometry.Infer(ctx, ChannelsLast.ToFirst(s)) : null;
        ctx.Output(0, ctx.InputDType(0), shape is null ? null : ChannelsLast.FromFirst(shape));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ChannelsLast.ToFirst(ctx.Input(0));
        var windows = Geometry.Windows(ctx, x.Dims);
        var pooled = Tensor.Zeros(x.DType, SpatialGeometry.OutputDims(x.Dims, windows));
        WindowPooling.Max(x, pooled, windows, ctx.Threads);
        ChannelsLast.FromFirst(pooled, ctx.Output(0, x.DType, ChannelsLast.DimsFromFirst(pooled.Dims)));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(CostContext.Product(KernelShape.Span));
}
