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
        // The branch that is not taken may be a leftover of tracing that fits nothing, or be meant for other sizes.
        var then = InferBranch(ctx, 0, types, data);
        var otherwise = InferBranch(ctx, 1, types, data);
        // A known condition decides which branch gives the type; otherwise all do that can run.
        bool? taken = ctx.ConstantInts(0) is [var known] ? known != 0 : null;
        if (taken == true || otherwise.WhyNot is not null && then.WhyNot is null) otherwise = then;
        else if (taken == false || then.WhyNot is not null && otherwise.WhyNot is null) then = otherwise;
        if (then.WhyNot is { } reason) throw reason;
        for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, TypeJoin.Join(then.Types[i], otherwise.Types[i], ctx.NewDim));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        int branch = ctx.Input(0).Span<bool>()[0] ? 0 : 1;
        var results = ctx.RunBody(branch, [.. Enumerable.Range(1, ctx.InputCount - 1).Select(ctx.AnyInput)]);
        for (int i = 0; i < ctx.OutputCount; i++) ctx.SetOutput(i, results[i]);
    }

    private static (IReadOnlyList<IrType> Types, ShapeException? WhyNot) InferBranch(InferContext ctx, int branch,
        IReadOnlyList<IrType> types, IReadOnlyList<IReadOnlyList<Dim>?> data)
    {
        try
        {
            return (ctx.InferBody(branch, types, data), null);
        }
        catch (ShapeException e)
        {
            return ([], e);
        }
    }
}
