using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Convolution of X with filters W and an optional bias per filter. The filter is not mirrored.</summary>
[OnnxOperator("Conv")]
public sealed record ConvOp(
    string AutoPad = "NOTSET", ValueArray<long> Dilations = default, long Group = 1, ValueArray<long> KernelShape = default,
    ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    private ConvGeometry Geometry => new(AutoPad, Dilations, Group, KernelShape, Pads, Strides);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F16, DType.BF16, DType.F64);
        ctx.Require(1, ctx.InputDType(0));
        if (ctx.Has(2)) ctx.Require(2, ctx.InputDType(0));
        ctx.Output(0, ctx.InputDType(0), Geometry.Infer(ctx, 0, 1));
        if (ctx.Has(2) && ctx.InputShape(2) is { } bias && ctx.InputShape(1) is { } w
            && (bias.Rank != 1 || (bias.IsStatic && w[0].IsConstant && bias[0] != w[0])))
        {
            throw ctx.Error($"the bias must be [{w[0]}], one value per filter, but it is [{bias}]").AsShapeError();
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor x = ctx.Input(0), w = ctx.Input(1);
        var bias = ctx.OptionalInput(2);
        var problem = Geometry.Resolve(ctx, x, w);
        if (bias is not null && bias.Count != w.Dims[0])
            throw ctx.Error($"the bias must have {w.Dims[0]} values, one per filter, but it has {bias.Count}").AsRunError();
        var y = ctx.Output(0, x.DType, ConvGeometry.OutputDims(problem, x.Rank));
        Convolution.Run(ctx.Threads, problem, x, w, bias, y);
    }

    /// <summary>The windows of each spatial axis for X and W of these sizes.</summary>
    public AxisWindow[] Windows(ReadOnlySpan<long> x, ReadOnlySpan<long> w, Func<string, XinException> fail) =>
        Geometry.Windows(x, w, fail);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ConvGeometry.Cost(ctx, 1);
}
