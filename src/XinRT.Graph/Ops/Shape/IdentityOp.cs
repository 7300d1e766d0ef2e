using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x</c>, for values of every kind.</summary>
[OnnxOperator("Identity")]
public sealed record IdentityOp : Operator, IReshapeOp
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Output(0, ctx.AnyInput(0));
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ctx.SetOutput(0, ctx.AnyInput(0));

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
