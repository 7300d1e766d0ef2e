using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Softmax of 8-bit values. Inputs: x, its scale and zero point, scale and zero point of y. With <c>opset</c> below 13
/// all axes from <c>axis</c> on count as one.</summary>
[OnnxOperator("QLinearSoftmax", Domain = "com.microsoft")]
public sealed record QLinearSoftmaxOp(long Opset, long Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => AxisRule.InferSame(ctx, Axis);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, axis) = AxisRule.Input(ctx, Axis);
        var y = ctx.Output(0, x.DType, ctx.Input(0).Dims);
        if (Opset < 13)
        {
            x = x.Reshape(Strides.Count(x.Dims[..axis]), Strides.Count(x.Dims[axis..]));
            axis = 1;
        }
        double scale = ctx.Input(1).ToDoubles()[0], zero = Zero(ctx, 2), resultScale = ctx.Input(3).ToDoubles()[0], resultZero = Zero(ctx, 4);
        double[] values = [.. x.ToDoubles().Select(v => (v - zero) * scale)];
        var real = Tensor.FromDoubles(DType.F64, values, x.Dims);
        SoftmaxLoop.Run(real, axis, logarithm: false, real, ctx.Threads);
        foreach (ref double v in real.Span<double>()) v = Math.Round(v / resultScale) + resultZero;
        ElementConverter.Write(real.Span<double>(), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(14);

    private static double Zero(EvalContext ctx, int input) => ctx.OptionalInput(input)?.ToDoubles()[0] ?? 0;
}
