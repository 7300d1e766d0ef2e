using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>ONNX Runtime's attention with shared key heads, cache and rotary embedding. Inputs: query
/// <c>[batch, rows, heads · depth]</c> (or with key and value behind it), key, value, past key, past value
/// <c>[batch, key heads, past, depth]</c>, last position per batch, longest total, cosines, sines, positions, attention bias,
/// head sinks; outputs: Y, present key, present value, scores.</summary>
[OnnxOperator("GroupQueryAttention", Domain = "com.microsoft")]
public sealed record GroupQueryAttentionOp(long NumHeads, long KvNumHeads, float? Scale = null, float Softcap = 0,
    bool DoRotary = false, bool RotaryInterleaved = false, long LocalWindowSize = -1, bool SmoothSoftmax = false,
    bool Causal = true, long QkOutput = 0, bool SlidingWindowCache = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (NumHeads <= 0 || KvNumHeads <= 0 || NumHeads % KvNumHeads != 0)
            throw ctx.Error($"the heads must be a multiple of the key heads, but they are {NumHeads} and {KvNumHeads}").AsShapeError();
        if (SlidingWindowCache || ctx.Has(12) || ctx.Has(14))
            throw ctx.Error("window-sized caches, quantized caches and norms of query and key are not computed").AsUnsupported();
        var q = ctx.Input(0);
        Dim batch = q.Shape?[0] ?? ctx.NewDim(), rows = q.Shape is { Rank: 3 } s ? s[1] : ctx.NewDim();
        Dim width = q.Shape is { Rank: 3 } w ? w[2] : ctx.NewDim();
        Dim depth = Dim.FloorDiv(width, ctx.Has(1) ? NumHeads : NumHeads + 2 * KvNumHeads);
        Dim total = ctx.Data(6) is { Count: 1 } t ? t[0] : ctx.NewDim();
        Dim length = !ctx.Has(3) ? total : ctx.InputShape(3) is { Rank: 4 } p ? Dim.Max(p[2], total) : ctx.NewDim();
        ctx.Output(0, q.DType, [batch, rows, NumHeads * depth]);
        for (int i = 1; i <= 2; i++) ctx.Output(i, q.DType, [batch, KvNumHeads, length, depth]);
        ctx.Output(3, q.DType, [batch, NumHeads, rows, total]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int heads = checked((int)NumHeads), kvHeads = checked((int)KvNumHeads), parts = checked(ctx.Has(1) ? heads : heads + 2 * kvHeads);
        if (x.Rank != 3 || parts > Math.Max(1, x.Dims[2]) || x.Dims[2] % parts != 0) throw ctx.Error($"the query {x.Type} does not fit {parts} heads").AsRunError();
        int batch = (int)x.Dims[0], rows = (int)x.Dims[1], depth = (int)(x.Dims[2] / parts);
        int total = (int)ctx.Input(6).ToInt64s()[0];
        long[] last = ctx.Input(5).ToInt64s();
        // In the first step the new rows are all there is; later each batch item continues where its sequence ends.
        long[] before = [.. last.Select(l => rows == total ? 0 : Math.Max(0, l + 1 - rows))];
        if (last.Length != batch || Array.Exists(last, l => l < 0 || l >= total) || Array.Exists(before, b => b + rows > total))
            throw ctx.Error($"seqlens_k [{string.Join(',', last)}] does not fit {batch} batches of at most {total} rows").AsRunError();
        var packed = HeadView.OfRows(WorkingFloat.Open(x, DType.F32), depth);
        HeadView query = packed, key = packed with { Offset = heads * depth }, value = packed with { Offset = (heads + kvHeads) * depth };
        if (ctx.Has(1)) (key, value) = (Given(ctx, 1, batch, rows, kvHeads, depth), Given(ctx, 2, batch, rows, kvHeads, depth));
        if (DoRotary) (query, key) = (Rotate(ctx, query, heads, batch, rows, depth, before), Rotate(ctx, key, kvHeads, batch, rows, depth, before));
        var keys = Extend(ctx, 1, ctx.OptionalInput(3), key, before, total, batch, kvHeads, rows, depth);
        var values = Extend(ctx, 2, ctx.OptionalInput(4), value, before, total, batch, kvHeads, rows, depth);

        var y = ctx.Output(0, x.DType, batch, rows, heads * depth);
        var target = WorkingFloat.Target(y, DType.F32);
        var scores = ctx.Wants(3) && QkOutput != 0 ? ctx.Output(3, x.DType, batch, heads, rows, total) : null;
        var kept = scores is null ? null : WorkingFloat.Target(scores, DType.F32);
        double[]? sinks = ctx.OptionalInput(11)?.ToDoubles() ?? (SmoothSoftmax ? new double[heads] : null);
        if (sinks is not null && sinks.Length != heads)
            throw ctx.Error($"there must be {heads} head sinks, but there are {sinks.Length}").AsRunError();
        new ScaledDotProduct
        {
            Batch = batch, Heads = heads, KvHeads = kvHeads, Rows = rows, Columns = total, Depth = depth, ValueDepth = depth,
            Query = query, Key = keys, Value = values, Output = HeadView.OfRows(target, depth),
            Scale = Scale is { } given and not 0 ? given : 1 / Math.Sqrt(depth),
            Softcap = Softcap,
            Mask = ContribMask.Make(ctx, null, ctx.OptionalInput(10), (batch, heads, rows, total), 0),
            Open = (b, row) =>
            {
                long end = Causal ? before[b] + row + 1 : last[b] + 1;
                return (LocalWindowSize > 0 ? end - LocalWindowSize : 0, end);
            },
            Sinks = sinks,
            Scores = kept,
            Stage = QkOutput == 1 ? ScoreStage.Biased : ScoreStage.Probabilities,
        }.Run(ctx.Threads);
        WorkingFloat.Close(target, y);
        if (scores is not null) WorkingFloat.Close(kept!, scores);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] present = ctx.Output(1);
        return new(4 * (present.Length == 4 ? present[2] : 1) * ctx.OutputCount(0), ctx.Bytes);
    }

    private static HeadView Given(EvalContext ctx, int input, int batch, int rows, int heads, int depth)
    {
        var x = ctx.Input(input);
        if (!x.Dims.SequenceEqual([batch, rows, heads * depth]))
            throw ctx.Error($"input {input} must be [{batch},{rows},{heads * depth}], but it is {x.Type}").AsRunError();
        return HeadView.OfRows(WorkingFloat.Open(x, DType.F32), depth);
    }

    private HeadView Rotate(EvalContext ctx, HeadView source, int heads, int batch, int rows, int depth, long[] before)
    {
        Tensor cosines = ctx.Input(7), sines = ctx.Input(8);
        int rotated = cosines.Rank == 0 ? 0 : 2 * (int)cosines.Dims[^1];
        if (rotated > depth || !cosines.Dims.SequenceEqual(sines.Dims))
            throw ctx.Error($"the caches {cosines.Type} and {sines.Type} do not fit heads of {depth} elements").AsRunError();
        var own = Tensor.From<long>([.. Enumerable.Range(0, batch * rows).Select(i => before[i / rows] + i % rows)], batch, rows);
        var positions = ctx.OptionalInput(9) is { } given && given.Count == batch * rows ? given.Reshape(batch, rows) : own;
        var target = HeadView.OfRows(Tensor.Zeros(DType.F32, batch, rows, heads * depth), depth);
        RotaryRule.Make(ctx, cosines, sines, positions, RotaryInterleaved, rotated, batch, rows)
            .Run(source, target, batch, heads, rows, depth, ctx.Threads);
        return target;
    }

    // Past rows, then the new ones, at each batch item's own place; the present keeps the past's length if that is larger.
    private static HeadView Extend(EvalContext ctx, int output, Tensor? past, HeadView current, long[] before, int total, int batch,
        int heads, int rows, int depth)
    {
        if (past is not null && (past.Rank != 4 || past.Dims[0] != batch || past.Dims[1] != heads || past.Dims[3] != depth))
            throw ctx.Error($"the past must be [{batch},{heads},·,{depth}], but it is {past.Type}").AsRunError();
        int length = Math.Max(total, past is null ? 0 : (int)past.Dims[2]);
        var present = Tensor.Zeros(DType.F32, batch, heads, length, depth);
        var target = HeadView.OfHeads(present);
        var old = past is null ? default : HeadView.OfHeads(WorkingFloat.Open(past, DType.F32));
        for (int b = 0; b < batch; b++)
        {
            var place = target with { Offset = b * target.BatchStride };
            int kept = (int)Math.Min(before[b], past?.Dims[2] ?? 0);
            if (kept > 0) (old with { Offset = b * old.BatchStride }).CopyTo(place, 1, heads, kept, depth);
            (current with { Offset = current.Offset + b * current.BatchStride }).CopyTo(place.Skip((int)before[b]), 1, heads, rows, depth);
        }
        if (ctx.Wants(output)) ElementConverter.Write(present.ToDoubles(), ctx.Output(output, ctx.Input(0).DType, present.Dims));
        return target;
    }
}
