using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>p-norm of each window.</summary>
[OnnxOperator("LpPool", Since = 2)]
public sealed record LpPoolOp(ValueArray<long> KernelShape, string AutoPad = "NOTSET", bool CeilMode = false,
    ValueArray<long> Dilations = default, long P = 2, ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    private SpatialGeometry Geometry => new(KernelShape, Strides, Dilations, Pads, AutoPad, CeilMode);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.InputDType(0), Geometry.Infer(ctx, ctx.InputShape(0)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var windows = Geometry.Windows(ctx, x.Dims);
        var y = ctx.Output(0, x.DType, SpatialGeometry.OutputDims(x.Dims, windows));
        double[] powers = x.ToDoubles();
        for (int i = 0; i < powers.Length; i++) powers[i] = PNorm.Power(powers[i], P);
        var sums = Tensor.Zeros(DType.F64, y.Dims);
        WindowPooling.Sum(Tensor.From<double>(powers, x.Dims), sums, windows, null, ctx.Threads);
        foreach (ref double sum in sums.Span<double>()) sum = PNorm.Root(sum, P);
        ElementConverter.Write(sums.Span<double>(), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2 * CostContext.Product(KernelShape.Span));
}
