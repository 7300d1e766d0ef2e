using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Mean of every plane of quantized images. Inputs: x, its scale and zero point, scale and zero point of y.</summary>
[OnnxOperator("QLinearGlobalAveragePool", Domain = "com.microsoft")]
public sealed record QLinearGlobalAveragePoolOp(bool ChannelsLast = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Shape? shape = ctx.InputShape(0);
        if (shape is { Rank: < 2 }) throw ctx.Error($"the input must have 2 axes or more, but it has {shape.Rank}").AsShapeError();
        if (shape is not null)
        {
            shape = ChannelsLast
                ? Reference.ChannelsLast.FromFirst(GlobalPooling.OutputShape(Reference.ChannelsLast.ToFirst(shape))!)
                : GlobalPooling.OutputShape(shape);
        }
        ctx.Output(0, ctx.InputDType(0), shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = QuantizedScalar.Of(ctx, 1, 2).Dequantize(ctx.Input(0));
        if (ChannelsLast) x = Reference.ChannelsLast.ToFirst(x);
        var mean = Tensor.Zeros(DType.F32, GlobalPooling.OutputDims(x.Dims));
        GlobalPooling.Run(x, mean, static p => (float)(TensorPrimitives.Sum(p) / (double)p.Length), static p => TensorPrimitives.Sum(p) / p.Length, ctx.Threads);

        // With one element per plane, moving the channels is only another shape.
        long[] dims = ChannelsLast ? Reference.ChannelsLast.DimsFromFirst(mean.Dims) : mean.Dims.ToArray();
        QuantizedScalar.Of(ctx, 3, 4).Quantize(mean, ctx.Output(0, ctx.Input(0).DType, dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0), ctx.Bytes);
}
