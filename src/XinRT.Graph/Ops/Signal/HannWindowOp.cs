using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>0.5 - 0.5·cos(2πi/n)</c>.</summary>
[OnnxOperator("HannWindow", Since = 17)]
public sealed record HannWindowOp(DType OutputDatatype = DType.F32, bool Periodic = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => CosineWindow.Infer(ctx, OutputDatatype);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => CosineWindow.Evaluate(ctx, OutputDatatype, Periodic, 0.5, 0.5, 0);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(4);
}
