using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The number of items, as an i64 scalar.</summary>
[OnnxOperator("SequenceLength", Since = 11)]
public sealed record SequenceLengthOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Sequences.Type(ctx, 0);
        ctx.Output(0, DType.I64, Shape.Scalar);
        if (Sequences.Items(ctx.Node.Input(0)) is { } items) ctx.OutputData(0, [items.Count]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        ctx.Output(0, DType.I64).Span<long>()[0] = Sequences.Read(ctx, 0).Items.Count;

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
