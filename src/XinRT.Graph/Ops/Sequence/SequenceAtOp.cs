using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The item at a position; negative counts from the end.</summary>
[OnnxOperator("SequenceAt", Since = 11)]
public sealed record SequenceAtOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var sequence = Sequences.Type(ctx, 0);
        if (Sequences.Items(ctx.Node.Input(0)) is { } items && ctx.ConstantInts(1) is [var at])
        {
            if (at < -items.Count || at >= items.Count)
                throw ctx.Error($"the position must be from {-items.Count} to {items.Count - 1}, but it is {at}").AsShapeError();
            var item = items[(int)(at < 0 ? at + items.Count : at)]!;
            ctx.Output(0, item.Type);
            if (item.Data is { } data) ctx.OutputData(0, data);
            return;
        }
        ctx.Output(0, Sequences.Item(ctx, sequence.Element));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var items = Sequences.Read(ctx, 0).Items;
        ctx.SetOutput(0, items[Sequences.Position(ctx, 1, items.Count)]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
