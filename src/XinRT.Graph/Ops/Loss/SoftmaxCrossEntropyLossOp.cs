using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Negative log-likelihood of the log-softmax over the class axis; output 1 is that log-softmax.</summary>
[OnnxOperator("SoftmaxCrossEntropyLoss", Since = 12)]
public sealed record SoftmaxCrossEntropyLossOp(long? IgnoreIndex = null, string Reduction = "mean") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        LossRule.Infer(ctx, Reduction);
        ctx.Output(1, ctx.Input(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank == 0) throw ctx.Error("the scores must have a class axis, but their rank is 0").AsRunError();
        var logs = Tensor.Zeros(DType.F64, x.Dims);
        SoftmaxLoop.Run(WorkingFloat.Open(x, DType.F64), x.Rank == 1 ? 0 : 1, logarithm: true, logs, ctx.Threads);
        if (ctx.Wants(1)) WorkingFloat.Close(logs, ctx.Output(1, x.DType, x.Dims));
        LossRule.Evaluate(ctx, logs.ToDoubles(), Reduction, IgnoreIndex);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(12 * ctx.InputCount(0), ctx.Bytes);
}
