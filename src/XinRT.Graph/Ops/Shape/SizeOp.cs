using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The number of elements, as an i64 scalar.</summary>
[OnnxOperator("Size")]
public sealed record SizeOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Output(0, DType.I64, Shape.Scalar);
        if (ctx.InputShape(0) is { } shape) ctx.OutputData(0, [shape.Count]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => ctx.Output(0, DType.I64).Span<long>()[0] = ctx.Input(0).Count;

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
