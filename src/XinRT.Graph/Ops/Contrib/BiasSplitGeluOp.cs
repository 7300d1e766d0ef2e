using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Adds a bias on the last axis and halves that axis: <c>y = left·gelu(right)</c>.</summary>
[OnnxOperator("BiasSplitGelu", Domain = "com.microsoft")]
public sealed record BiasSplitGeluOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { Rank: 0 })
            throw ctx.Error("the last axis must have two halves").AsShapeError();
        ctx.Output(0, x.DType, x.Shape?.With(-1, Dim.FloorDiv(x.Shape[-1], 2)));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, bias) = (ctx.Input(0), ctx.Input(1));
        if (x.Rank == 0 || x.Dim(-1) % 2 != 0 || bias.Count != x.Dim(-1))
            throw ctx.Error($"an even last axis and a bias of its size are wanted, but the operands are {x.Type} and {bias.Type}").AsRunError();
        double[] values = x.ToDoubles(), added = bias.ToDoubles();
        int width = added.Length, half = width / 2, rows = width == 0 ? 0 : values.Length / width;
        var result = new double[rows * half];
        ParallelRange.For(ctx.Threads, rows, Math.Max(1, (1 << 13) / Math.Max(1, half)), (from, to) =>
        {
            for (int i = from * half; i < to * half; i++)
            {
                var (row, column) = Math.DivRem(i, half);
                double left = values[row * width + column] + added[column];
                double right = values[row * width + half + column] + added[half + column];
                result[i] = left * right * ErrorFunction.Normal(right);
            }
        });
        ElementConverter.Write(result, ctx.Output(0, x.DType, [.. x.Dims[..^1], half]));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(28);
}
