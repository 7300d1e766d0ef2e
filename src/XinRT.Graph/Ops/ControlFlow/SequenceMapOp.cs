using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Runs a body once per item of a sequence and collects each result as a sequence. Further inputs are sequences of the
/// same length, or values that every run sees.</summary>
[OnnxOperator("SequenceMap", Since = 17, Bodies = ["body"])]
public sealed record SequenceMapOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Sequences.Type(ctx, 0);
        int mapped = ctx.InputCount - ctx.Node.Bodies[0].CapturedCount;
        var types = new IrType[ctx.InputCount];
        var data = new IReadOnlyList<Dim>?[ctx.InputCount];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = i < mapped && ctx.AnyInput(i) is SequenceType s ? Sequences.Item(ctx, s.Element) : ctx.AnyInput(i);
            data[i] = types[i] == ctx.AnyInput(i) ? ctx.Data(i) : null;
        }
        var results = ctx.InferBody(0, types, data);
        for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, new SequenceType(results[i]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var body = ctx.Node.Bodies[0];
        int count = Sequences.Read(ctx, 0).Items.Count;
        int mapped = ctx.InputCount - body.CapturedCount;
        var lists = new IReadOnlyList<Datum>?[ctx.InputCount];
        for (int i = 0; i < mapped; i++)
        {
            lists[i] = (ctx.AnyInput(i) as SequenceDatum)?.Items;
            if (lists[i] is { } list && list.Count != count)
                throw ctx.Error($"all sequences must have {count} items, but input {i} has {list.Count}").AsRunError();
        }
        var results = Enumerable.Range(0, ctx.OutputCount).Select(_ => new List<Datum>(count)).ToArray();
        for (int k = 0; k < count; k++)
        {
            var outputs = ctx.RunBody(0, [.. lists.Select((list, i) => list is null ? ctx.AnyInput(i) : list[k])]);
            for (int i = 0; i < results.Length; i++) results[i].Add(outputs[i]);
        }
        for (int i = 0; i < results.Length; i++)
        {
            var element = count > 0 ? results[i][0].Type : body.Outputs[i].Type;
            ctx.SetOutput(i, new SequenceDatum(Sequences.Loose(element), results[i]));
        }
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
