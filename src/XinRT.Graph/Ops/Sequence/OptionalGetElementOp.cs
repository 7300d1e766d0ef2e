using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The value inside an optional; a value that is not optional passes through.</summary>
[OnnxOperator("OptionalGetElement", Since = 15)]
public sealed record OptionalGetElementOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Output(0, ctx.AnyInput(0) is OptionalType o ? o.Element : ctx.AnyInput(0));
        if (ctx.AnyInput(0) is TensorType && ctx.Data(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.AnyInput(0);
        ctx.SetOutput(0, x is not OptionalDatum o ? x
            : o.Value ?? throw ctx.Error("the optional must hold a value, but it is empty").AsRunError());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
