using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Convolution of quantized tensors, quantized again. Inputs: X, scale, zero point; W likewise (per filter or one);
/// scale and zero point of Y; optional 32-bit bias, whose scale is that of X times that of W.</summary>
[OnnxOperator("QLinearConv", Since = 10)]
[OnnxOperator("QLinearConv", Domain = "com.microsoft")]
public sealed record QLinearConvOp(
    string AutoPad = "NOTSET", ValueArray<long> Dilations = default, long Group = 1, ValueArray<long> KernelShape = default,
    ValueArray<long> Pads = default, ValueArray<long> Strides = default, bool ChannelsLast = false) : Operator
{
    private ConvGeometry Geometry => new(AutoPad, Dilations, Group, KernelShape, Pads, Strides);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.U8, DType.I8);
        ctx.Require(3, DType.U8, DType.I8);
        ctx.Require(7, DType.U8, DType.I8);
        if (ctx.Has(8)) ctx.Require(8, DType.I32);
        var shape = ChannelsLast && ctx.InputShape(0) is { } x ? ChannelAxis.ToLast(Geometry.Infer(ctx, ChannelAxis.ToFirst(x), 3)!)
            : ChannelsLast ? null : Geometry.Infer(ctx, 0, 3);
        ctx.Output(0, ctx.InputDType(7), shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor x = ctx.Input(0), w = ctx.Input(3);
        if (ChannelsLast) x = ChannelAxis.ToFirst(x);
        var bias = ctx.OptionalInput(8);
        var problem = Geometry.Resolve(ctx, x, w);
        long[] dims = ConvGeometry.OutputDims(problem, x.Rank);
        double[] scaleW = ctx.Input(4).ToDoubles(), scales = new double[dims[1]];
        double ratio = Single(ctx, 1) / Single(ctx, 6), zeroX = Single(ctx, 2);
        if (scaleW.Length != 1 && scaleW.Length != scales.Length)
            throw ctx.Error($"W has {scales.Length} filters, but {scaleW.Length} scales").AsRunError();
        if (bias is not null && bias.Count != scales.Length)
            throw ctx.Error($"the bias must have {scales.Length} values, but it has {bias.Count}").AsRunError();
        for (int m = 0; m < scales.Length; m++) scales[m] = ratio * scaleW[scaleW.Length == 1 ? 0 : m];
        long zeroY = (long)Single(ctx, 7);

        var sums = Tensor.Zeros(DType.I32, dims);
        Convolution.Run<int>(ctx.Threads, problem, ZeroPoint.Remove(x, Tensor.Scalar((int)zeroX), []),
            ZeroPoint.RemoveAlong(w, ctx.Input(5), 0), bias, sums);
        var type = ctx.Input(7).DType;
        var y = ChannelsLast ? Tensor.Zeros(type, dims) : ctx.Output(0, type, dims);
        int plane = problem.OutputPlane;
        ParallelRange.For(ctx.Threads, problem.Batch * scales.Length, 1 + (1 << 14) / (plane + 1), (from, to) =>
        {
            for (int i = from; i < to; i++)
                Requantize.Line(sums.Span<int>().Slice(i * plane, plane), [scales[i % scales.Length]], zeroY, y, i * plane);
        });
        if (ChannelsLast) ChannelAxis.CopyToLast(y, ctx.Output(0, type, ChannelAxis.ToLast(dims)));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ConvGeometry.Cost(ctx, 3);

    private static double Single(EvalContext ctx, int input) => ctx.Input(input) is { Count: 1 } t ? t.ToDoubles()[0]
        : throw ctx.Error($"input {input} must hold one value, but it holds {ctx.Input(input).Count}").AsRunError();
}
