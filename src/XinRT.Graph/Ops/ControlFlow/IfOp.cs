using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Runs one of two bodies. Inputs: the condition, then every value that either body captures.</summary>
[OnnxOperator("If", Bodies = ["then_branch", "else_branch"])]
public sealed record IfOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var captured = Enumerable.Range(1, ctx.InputCount - 1).ToArray();
        IReadOnlyList<IrType> types = [.. captured.Select(ctx.AnyInput)];
        IReadOnlyList<IReadOnlyList<Dim>?> data = [.. captured.Select(ctx.Data)];
        // A known condition decides which branch gives the type; the other may be a leftover of tracing that fits nothing.
        if (ctx.ConstantInts(0) is [var known])
        {
            int live = known != 0 ? 0 : 1;
            InferDead(ctx, 1 - live, types, data);
            var results = ctx.InferBody(live, types, data);
            for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, results[i]);
            return;
        }
        var then = ctx.InferBody(0, types, data);
        var otherwise = ctx.InferBody(1, types, data);
        for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, TypeJoin.Join(then[i], otherwise[i], ctx.NewDim));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        int branch = ctx.Input(0).Span<bool>()[0] ? 0 : 1;
        var results = ctx.RunBody(branch, [.. Enumerable.Range(1, ctx.InputCount - 1).Select(ctx.AnyInput)]);
        for (int i = 0; i < ctx.OutputCount; i++) ctx.SetOutput(i, results[i]);
    }

    private static void InferDead(InferContext ctx, int branch, IReadOnlyList<IrType> types, IReadOnlyList<IReadOnlyList<Dim>?> data)
    {
        try
        {
            ctx.InferBody(branch, types, data);
        }
        catch (ShapeException)
        {
            // It never runs.
        }
    }
}
