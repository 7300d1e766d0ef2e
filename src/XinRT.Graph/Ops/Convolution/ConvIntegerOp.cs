using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Exact convolution of 8-bit integers minus their zero points, in 32 bits. Padding is the zero point of X.</summary>
[OnnxOperator("ConvInteger", Since = 10)]
public sealed record ConvIntegerOp(
    string AutoPad = "NOTSET", ValueArray<long> Dilations = default, long Group = 1, ValueArray<long> KernelShape = default,
    ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    private ConvGeometry Geometry => new(AutoPad, Dilations, Group, KernelShape, Pads, Strides);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        for (int i = 0; i < 4; i++)
            if (i < 2 || ctx.Has(i)) ctx.Require(i, i < 2 ? [DType.U8, DType.I8] : [ctx.InputDType(i - 2)]);
        ctx.Output(0, DType.I32, Geometry.Infer(ctx, 0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor x = ctx.Input(0), w = ctx.Input(1);
        var problem = Geometry.Resolve(ctx, x, w);
        var y = ctx.Output(0, DType.I32, ConvGeometry.OutputDims(problem, x.Rank));
        Convolution.Run<int>(ctx.Threads, problem, ZeroPoint.Remove(x, ctx.OptionalInput(2), []),
            ZeroPoint.RemoveAlong(w, ctx.OptionalInput(3), 0), null, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ConvGeometry.Cost(ctx, 1);
}
