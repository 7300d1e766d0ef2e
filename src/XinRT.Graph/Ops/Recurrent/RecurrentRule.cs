using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>What RNN, GRU and LSTM share: shapes of the outputs, activations, evaluation.</summary>
internal static class RecurrentRule
{
    /// <summary>Y holds every state, Y_h (and Y_c) the last ones.</summary>
    public static void Infer(InferContext ctx, string direction, long? hiddenSize, bool batchFirst, int states)
    {
        if (direction is not ("forward" or "reverse" or "bidirectional"))
            throw ctx.Error($"direction must be forward, reverse or bidirectional, but it is '{direction}'").AsShapeError();
        var x = ctx.Input(0);
        Dim hidden = ctx.InputShape(2) is { Rank: 3 } r ? r[2] : hiddenSize ?? ctx.NewDim();
        Dim directions = direction == "bidirectional" ? 2 : 1;
        if (x.Shape is not null and not { Rank: 3 })
            throw ctx.Error($"X must have 3 axes, but it has {x.Shape.Rank}").AsShapeError();
        Dim steps = x.Shape?[batchFirst ? 1 : 0] ?? ctx.NewDim(), batch = x.Shape?[batchFirst ? 0 : 1] ?? ctx.NewDim();
        ctx.Output(0, x.DType, batchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden]);
        for (int i = 1; i <= states; i++)
            ctx.Output(i, x.DType, batchFirst ? [batch, directions, hidden] : [directions, batch, hidden]);
    }

    /// <summary>Activations of all directions, the default ones if none are named.</summary>
    public static RecurrentActivation[] Activations(EvalContext ctx, string direction, ValueArray<string>? names,
        ValueArray<float> alphas, ValueArray<float> betas, params string[] defaults)
    {
        int directions = direction == "bidirectional" ? 2 : 1;
        string[] all = names is { Count: > 0 } given ? given.ToArray() : directions == 2 ? [.. defaults, .. defaults] : defaults;
        if (all.Length != directions * defaults.Length)
            throw ctx.Error($"{directions * defaults.Length} activations are needed, but {all.Length} are given").AsRunError();
        return RecurrentActivation.Parse(all, alphas, betas)
            ?? throw ctx.Error($"an activation of [{string.Join(',', all)}] is not known").AsUnsupported();
    }

    /// <summary>Runs a layer into the outputs that are wanted.</summary>
    public static void Evaluate(EvalContext ctx, RecurrentProblem problem, Action<Tensor?, Tensor?, Tensor?> run)
    {
        long[] state = problem.BatchFirst ? [problem.Batch, problem.Directions, problem.Hidden]
            : [problem.Directions, problem.Batch, problem.Hidden];
        long[] all = problem.BatchFirst ? [problem.Batch, problem.Steps, problem.Directions, problem.Hidden]
            : [problem.Steps, problem.Directions, problem.Batch, problem.Hidden];
        var outputs = new Tensor?[3];
        var targets = new Tensor?[3];
        for (int i = 0; i < 3; i++)
        {
            if (!ctx.Wants(i)) continue;
            outputs[i] = ctx.Output(i, ctx.Input(0).DType, i == 0 ? all : state);
            targets[i] = WorkingFloat.Target(outputs[i]!, problem.X.DType);
        }
        run(targets[0], targets[1], targets[2]);
        for (int i = 0; i < 3; i++)
            if (outputs[i] is { } output) WorkingFloat.Close(targets[i]!, output);
    }

    /// <summary>Both products of every step; gate arithmetic is counted as ten operations per gate element.</summary>
    public static Cost Cost(CostContext ctx, int gates)
    {
        long[] x = ctx.Input(0), r = ctx.Input(2);
        if (x.Length != 3 || r.Length != 3) return ctx.Elementwise(1);
        double rows = (double)x[0] * x[1] * r[0] * gates * r[2];
        return new(rows * (2 * x[2] + 2 * r[2] + 10), ctx.Bytes);
    }
}
