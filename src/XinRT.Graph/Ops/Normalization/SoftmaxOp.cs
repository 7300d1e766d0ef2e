using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Turns one axis into a probability distribution: <c>y = exp(x - max) / Σ exp(x - max)</c>.</summary>
[OnnxOperator("Softmax", Since = 13)]
public sealed record SoftmaxOp(long Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => AxisRule.InferSame(ctx, Axis);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, axis) = AxisRule.Input(ctx, Axis);
        var y = ctx.Output(0, x.DType, ctx.Input(0).Dims);
        SoftmaxLoop.Run(x, axis, logarithm: false, y, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(12);
}
