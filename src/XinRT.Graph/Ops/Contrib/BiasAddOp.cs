using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = x + bias + skip</c>; the bias belongs to the last axis.</summary>
[OnnxOperator("BiasAdd", Domain = "com.microsoft")]
public sealed record BiasAddOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Broadcast(0, 1);
        ctx.Output(0, ctx.InputDType(0), ctx.Broadcast(0, 2));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, bias, skip) = (ctx.Input(0), ctx.Input(1), ctx.Input(2));
        if (x.Rank == 0 || bias.Count != x.Dim(-1) || !x.Dims.SequenceEqual(skip.Dims))
            throw ctx.Error($"a bias for the last axis of {x.Type} and a skip of its shape are wanted, but they are {bias.Type} and {skip.Type}").AsRunError();
        double[] values = x.ToDoubles(), added = bias.ToDoubles(), skipped = skip.ToDoubles();
        ParallelRange.For(ctx.Threads, values.Length, 1 << 15, (from, to) =>
        {
            for (int i = from; i < to; i++) values[i] += added[i % added.Length] + skipped[i];
        });
        ElementConverter.Write(values, ctx.Output(0, x.DType, x.Dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2);
}
