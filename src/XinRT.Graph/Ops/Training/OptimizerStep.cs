using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>One step of an optimizer on several tensors. Inputs: rate, step count, then all tensors, all gradients, and each
/// kind of state of all tensors. Outputs: the new tensors and states in the same order.</summary>
public abstract record OptimizerStep : Operator
{
    /// <summary>State tensors that belong to each optimized tensor.</summary>
    protected abstract int States { get; }

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        int group = ctx.InputCount - 2;
        if (group <= 0 || group % (States + 2) != 0)
            throw ctx.Error($"{States + 2} inputs for each tensor are wanted behind rate and count, but there are {group}").AsShapeError();
        int tensors = group / (States + 2);
        for (int i = 0; i < tensors * (States + 1); i++)
            ctx.Output(i, ctx.Input(i < tensors ? 2 + i : 2 + tensors + i));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        int tensors = (ctx.InputCount - 2) / (States + 2);
        double rate = ctx.Input(0).ToDoubles()[0];
        long count = ctx.Input(1).ToInt64s()[0];
        Span<double> state = stackalloc double[States];
        for (int n = 0; n < tensors; n++)
        {
            double[] x = ctx.Input(2 + n).ToDoubles(), gradient = ctx.Input(2 + tensors + n).ToDoubles();
            var states = new double[States][];
            for (int s = 0; s < States; s++) states[s] = ctx.Input(2 + (2 + s) * tensors + n).ToDoubles();
            for (int i = 0; i < x.Length; i++)
            {
                for (int s = 0; s < States; s++) state[s] = states[s][i];
                x[i] = Step(rate, count, x[i], gradient[i], state);
                for (int s = 0; s < States; s++) states[s][i] = state[s];
            }
            Write(ctx, n, x, ctx.Input(2 + n));
            for (int s = 0; s < States; s++) Write(ctx, (1 + s) * tensors + n, states[s], ctx.Input(2 + (2 + s) * tensors + n));
        }
    }

    /// <summary>The new value of one element; updates its states in place.</summary>
    protected abstract double Step(double rate, long count, double x, double gradient, Span<double> state);

    private static void Write(EvalContext ctx, int output, double[] values, Tensor like)
    {
        if (ctx.Wants(output)) ElementConverter.Write(values, ctx.Output(output, like.DType, like.Dims));
    }
}
