using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A sequence of all inputs.</summary>
[OnnxOperator("SequenceConstruct", Since = 11)]
public sealed record SequenceConstructOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var element = ctx.AnyInput(0);
        for (int i = 1; i < ctx.InputCount; i++)
        {
            Sequences.CheckItem(ctx, element, ctx.AnyInput(i));
            element = TypeJoin.Join(element, ctx.AnyInput(i), ctx.NewDim);
        }
        ctx.Output(0, new SequenceType(element));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Datum[] items = [.. Enumerable.Range(0, ctx.InputCount).Select(ctx.AnyInput)];
        ctx.SetOutput(0, new SequenceDatum(Sequences.Loose(items[0].Type), items));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
