using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Logarithm of the softmax of one axis: <c>y = x - max - log(Σ exp(x - max))</c>.</summary>
[OnnxOperator("LogSoftmax", Since = 13)]
public sealed record LogSoftmaxOp(long Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => AxisRule.InferSame(ctx, Axis);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, axis) = AxisRule.Input(ctx, Axis);
        var y = ctx.Output(0, x.DType, ctx.Input(0).Dims);
        SoftmaxLoop.Run(x, axis, logarithm: true, y, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(12);
}
