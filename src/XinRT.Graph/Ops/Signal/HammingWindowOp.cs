using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>25/46 - 21/46·cos(2πi/n)</c>.</summary>
[OnnxOperator("HammingWindow", Since = 17)]
public sealed record HammingWindowOp(DType OutputDatatype = DType.F32, bool Periodic = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => CosineWindow.Infer(ctx, OutputDatatype);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => CosineWindow.Evaluate(ctx, OutputDatatype, Periodic, 25.0 / 46, 21.0 / 46, 0);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(4);
}
