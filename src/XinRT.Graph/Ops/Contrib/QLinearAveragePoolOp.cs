using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>AveragePool of quantized images. Inputs: x, its scale and zero point, scale and zero point of y.</summary>
[OnnxOperator("QLinearAveragePool", Domain = "com.microsoft")]
public sealed record QLinearAveragePoolOp(ValueArray<long> KernelShape, string AutoPad = "NOTSET", bool CeilMode = false,
    bool ChannelsLast = false, bool CountIncludePad = false, ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    private SpatialGeometry Geometry => new(KernelShape, Strides, default, Pads, AutoPad, CeilMode);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.InputShape(0) is { Rank: < 3 } low) throw ctx.Error($"the input must have 3 axes or more, but it has {low.Rank}").AsShapeError();
        var shape = ctx.InputShape(0);
        if (shape is not null && ChannelsLast) shape = Reference.ChannelsLast.ToFirst(shape);
        shape = Geometry.Infer(ctx, shape);
        ctx.Output(0, ctx.InputDType(0), shape is not null && ChannelsLast ? Reference.ChannelsLast.FromFirst(shape) : shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = QuantizedScalar.Of(ctx, 1, 2).Dequantize(ctx.Input(0));
        if (ChannelsLast) x = Reference.ChannelsLast.ToFirst(x);
        var windows = Geometry.Windows(ctx, x.Dims);
        var mean = Tensor.Zeros(DType.F32, SpatialGeometry.OutputDims(x.Dims, windows));
        WindowPooling.Sum(x, mean, windows, WindowPooling.MeanDivisors(windows, CountIncludePad), ctx.Threads);
        var to = QuantizedScalar.Of(ctx, 3, 4);
        if (!ChannelsLast)
        {
            to.Quantize(mean, ctx.Output(0, ctx.Input(0).DType, mean.Dims));
            return;
        }
        var y = Tensor.Zeros(ctx.Input(0).DType, mean.Dims);
        to.Quantize(mean, y);
        Reference.ChannelsLast.FromFirst(y, ctx.Output(0, y.DType, Reference.ChannelsLast.DimsFromFirst(y.Dims)));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(CostContext.Product(KernelShape.Span));
}
