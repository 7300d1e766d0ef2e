using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A sequence of tensors that has no item yet.</summary>
[OnnxOperator("SequenceEmpty", Since = 11)]
public sealed record SequenceEmptyOp(DType Dtype = DType.F32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, new SequenceType(new TensorType(Dtype, null)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        ctx.SetOutput(0, new SequenceDatum(new TensorType(Dtype, null), []));

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
