using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Layer normalization of word + position + segment embedding. Inputs: token ids <c>[batch, rows]</c>, segment ids,
/// word, position and segment tables, gamma, beta, mask, position ids; outputs: y, open tokens per batch, the sum.</summary>
[OnnxOperator("EmbedLayerNormalization", Domain = "com.microsoft")]
public sealed record EmbedLayerNormalizationOp(float Epsilon = 1e-12f, long MaskIndexType = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var table = ctx.Input(2);
        Dim width = table.Shape is { Rank: 2 } t ? t[1] : ctx.NewDim();
        Shape ids = ctx.InputShape(0) is { Rank: 2 } s ? s : ctx.NewShape(2);
        ctx.Output(0, table.DType, [ids[0], ids[1], width]);
        ctx.Output(1, DType.I32, [ids[0]]);
        ctx.Output(2, table.DType, [ids[0], ids[1], width]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor ids = ctx.Input(0), words = ctx.Input(2), positions = ctx.Input(3);
        if (ids.Rank != 2 || words.Rank != 2 || positions.Rank != 2 || words.Dims[1] != positions.Dims[1])
            throw ctx.Error("token ids and tables have 2 axes, and the tables equal widths").AsRunError();
        int batch = (int)ids.Dims[0], rows = (int)ids.Dims[1], width = (int)words.Dims[1];
        var sum = Tensor.Zeros(DType.F32, batch, rows, width);
        Add(ctx, sum, words, ids.ToInt64s());
        long[] own = [.. Enumerable.Range(0, batch * rows).Select(i => (long)(i % rows))];
        long[] places = ctx.OptionalInput(8)?.ToInt64s() ?? own;
        if (places.Length == rows && batch > 1) places = [.. own.Select(i => places[i])];
        Add(ctx, sum, positions, places);
        if (ctx.Has(1) && ctx.Has(4)) Add(ctx, sum, ctx.Input(4), ctx.Input(1).ToInt64s());

        var y = ctx.Output(0, words.DType, sum.Dims);
        var target = WorkingFloat.Target(y, DType.F32);
        new NormalizeRows
        {
            Length = width,
            Epsilon = Epsilon,
            Scale = WorkingFloat.Open(ctx.Input(5), DType.F32),
            Bias = WorkingFloat.Open(ctx.Input(6), DType.F32),
        }.Apply(sum, target, ctx.Threads);
        WorkingFloat.Close(target, y);
        if (ctx.Wants(2)) ElementConverter.Write(sum.ToDoubles(), ctx.Output(2, words.DType, sum.Dims));
        if (!ctx.Wants(1)) return;
        long[] mask = ctx.OptionalInput(7)?.ToInt64s() ?? new long[batch * rows];
        var open = ctx.Output(1, DType.I32, batch).Span<int>();
        for (int b = 0; b < batch; b++) open[b] = mask.AsSpan(b * rows, rows).Count(1);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(10 * ctx.OutputCount(0), 8 * ctx.OutputCount(0));

    private static void Add(EvalContext ctx, Tensor sum, Tensor table, long[] lines)
    {
        int width = (int)sum.Dims[2];
        if (lines.Length * (long)width != sum.Count || table.Rank != 2 || table.Dims[1] != width)
            throw ctx.Error($"{sum.Count / Math.Max(1, width)} ids are needed for {table.Type}, but {lines.Length} are given").AsRunError();
        var entries = WorkingFloat.Open(table, DType.F32);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] < 0 || lines[i] >= table.Dims[0])
                throw ctx.Error($"an id must be from 0 to {table.Dims[0] - 1}, but one is {lines[i]}").AsRunError();
            var target = sum.Span<float>().Slice(i * width, width);
            TensorPrimitives.Add(target, entries.Span<float>().Slice((int)lines[i] * width, width), target);
        }
    }
}
