using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The sequence without one item, the last one if no position is given.</summary>
[OnnxOperator("SequenceErase", Since = 11)]
public sealed record SequenceEraseOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, Sequences.Type(ctx, 0));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var sequence = Sequences.Read(ctx, 0);
        var items = sequence.Items.ToList();
        if (items.Count == 0) throw ctx.Error("an item must be erased, but the sequence has none").AsRunError();
        items.RemoveAt(ctx.Has(1) ? Sequences.Position(ctx, 1, items.Count) : items.Count - 1);
        ctx.SetOutput(0, new SequenceDatum(sequence.Element, items));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
