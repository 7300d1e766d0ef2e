using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The sequence with one more item, at the end if no position is given.</summary>
[OnnxOperator("SequenceInsert", Since = 11)]
public sealed record SequenceInsertOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var element = Sequences.Type(ctx, 0).Element;
        var item = ctx.AnyInput(1);
        Sequences.CheckItem(ctx, element, item);
        // The first item brings a shape; afterwards shapes are joined.
        bool first = Sequences.Items(ctx.Node.Input(0)) is { Count: 0 };
        ctx.Output(0, new SequenceType(first ? item : TypeJoin.Join(element, item, ctx.NewDim)));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var sequence = Sequences.Read(ctx, 0);
        var item = ctx.AnyInput(1);
        if (sequence.Element is TensorType { DType: not DType.Undefined } t && item is Tensor x && t.DType != x.DType)
            throw ctx.Error($"the sequence holds {t.DType.Name()}, but the item is {x.DType.Name()}").AsRunError();
        var items = sequence.Items.ToList();
        items.Insert(ctx.Has(2) ? Sequences.Gap(ctx, 2, items.Count) : items.Count, item);
        ctx.SetOutput(0, new SequenceDatum(Sequences.Loose(item.Type), items));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
