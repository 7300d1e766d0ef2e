using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>softmax(cap(scale · Q Kᵀ) + mask) V</c> per head. Tensors are <c>[batch, heads, rows, depth]</c> or, with the
/// head counts as attributes, <c>[batch, rows, heads · depth]</c>; several query heads may share one of K and V. Inputs: Q, K,
/// V, mask, past key, past value, count of valid keys per batch; outputs: Y, present key, present value, scores.</summary>
/// <remarks>A causal or window limit counts positions from the first past key, or, where the count of valid keys is given, so
/// that the last query stands at the last valid key. A row whose scores are all −∞ is 0, as ONNX has it; with <c>NanRows</c>, which is
/// no attribute of ONNX, it is NaN, as a softmax by itself has it.</remarks>
[OnnxOperator("Attention", Since = 23)]
public sealed record AttentionOp(bool IsCausal = false, long QNumHeads = 0, long KvNumHeads = 0, float? Scale = null,
    float Softcap = 0, long QkMatmulOutputMode = 0, DType? SoftmaxPrecision = null, long LeftWindowSize = -1,
    long RightWindowSize = -1, bool NanRows = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        TensorType q = ctx.Input(0), k = ctx.Input(1), v = ctx.Input(2);
        if (QkMatmulOutputMode is < 0 or > 3)
            throw ctx.Error($"qk_matmul_output_mode must be from 0 to 3, but it is {QkMatmulOutputMode}").AsShapeError();
        if (q.Shape is not { } qs || k.Shape is not { } ks || v.Shape is not { } vs)
        {
            for (int i = 0; i < 4; i++) ctx.Output(i, i == 2 ? v.DType : q.DType, i == 0 && q.Shape is { } s ? ctx.NewShape(s.Rank) : null);
            return;
        }
        var (qh, rows, _) = Sizes(ctx, qs, QNumHeads, "q_num_heads");
        var (kh, columns, depth) = Sizes(ctx, ks, KvNumHeads, "kv_num_heads");
        var (_, _, valueDepth) = Sizes(ctx, vs, KvNumHeads, "kv_num_heads");
        if (ctx.Has(4)) columns += ctx.InputShape(4) is { Rank: 4 } past ? past[2] : ctx.NewDim();
        ctx.Output(0, q.DType, qs.Rank == 3 ? [qs[0], rows, qh * valueDepth] : [qs[0], qh, rows, valueDepth]);
        ctx.Output(1, k.DType, [qs[0], kh, columns, depth]);
        ctx.Output(2, v.DType, [qs[0], kh, columns, valueDepth]);
        ctx.Output(3, q.DType, [qs[0], qh, rows, columns]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor q = ctx.Input(0), k = ctx.Input(1), v = ctx.Input(2);
        var (query, heads, rows, depth) = View(ctx, q, QNumHeads, "q_num_heads");
        var (newKeys, kvHeads, newRows, keyDepth) = View(ctx, k, KvNumHeads, "kv_num_heads");
        var (newValues, valueHeads, valueRows, valueDepth) = View(ctx, v, KvNumHeads, "kv_num_heads");
        int batch = (int)q.Dims[0];
        if (k.Dims[0] != batch || v.Dims[0] != batch || keyDepth != depth || valueHeads != kvHeads || valueRows != newRows
            || (kvHeads == 0 ? heads != 0 : heads % kvHeads != 0))
        {
            throw ctx.Error($"query, key and value do not fit: heads {heads}, {kvHeads}, {valueHeads}, depth {depth}, {keyDepth}, " +
                $"rows of key and value {newRows}, {valueRows}").AsRunError();
        }
        var keys = KeyValueCache.Join(ctx, 1, ctx.OptionalInput(4), newKeys, batch, kvHeads, newRows, depth);
        var values = KeyValueCache.Join(ctx, 2, ctx.OptionalInput(5), newValues, batch, kvHeads, newRows, valueDepth);
        int past = ctx.OptionalInput(4) is { } p ? (int)p.Dims[2] : 0, columns = past + newRows;

        var y = ctx.Output(0, q.DType, q.Rank == 3 ? [batch, rows, heads * valueDepth] : [batch, heads, rows, valueDepth]);
        var scores = ctx.Wants(3) ? ctx.Output(3, q.DType, batch, heads, rows, columns) : null;
        if (y.Count == 0 && scores is not { Count: > 0 }) return;
        var working = SoftmaxPrecision == DType.F64 ? DType.F64 : WorkingFloat.For(q.DType);
        var target = WorkingFloat.Target(y, working);
        var kept = scores is null ? null : WorkingFloat.Target(scores, working);
        new ScaledDotProduct
        {
            Batch = batch, Heads = heads, KvHeads = kvHeads, Rows = rows, Columns = columns, Depth = depth, ValueDepth = valueDepth,
            Query = query.Open(working), Key = keys.Open(working), Value = values.Open(working),
            Output = q.Rank == 3 ? HeadView.OfRows(target, valueDepth) : HeadView.OfHeads(target),
            Scale = Scale ?? 1 / Math.Sqrt(depth),
            Softcap = Softcap,
            Mask = Mask(ctx, working, batch, heads, rows, columns),
            Open = Limits(ctx, batch, rows, columns, past),
            NanRows = NanRows,
            Scores = kept,
            Stage = (ScoreStage)QkMatmulOutputMode,
        }.Run(ctx.Threads);
        WorkingFloat.Close(target, y);
        if (scores is not null) WorkingFloat.Close(kept!, scores);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] k = ctx.Input(1);
        double columns = k.Length switch { 3 => k[1], 4 => k[2], _ => 1 };
        return new(2 * columns * (ctx.InputCount(0) + ctx.OutputCount(0)), ctx.Bytes);
    }

    private static AttentionMask? Mask(EvalContext ctx, DType working, int batch, int heads, int rows, int columns)
    {
        if (ctx.OptionalInput(3) is not { } mask) return null;
        return AttentionMask.Make(mask, working, batch, heads, rows, columns)
            ?? throw ctx.Error($"the mask must broadcast to [{batch},{heads},{rows},·], but it is {mask.Type}").AsRunError();
    }

    private static (Dim Heads, Dim Rows, Dim Depth) Sizes(InferContext ctx, Shape shape, long heads, string attribute)
    {
        if (shape.Rank == 4) return (shape[1], shape[2], shape[3]);
        if (shape.Rank != 3) throw ctx.Error($"query, key and value have rank 3 or 4, but one has {shape.Rank}").AsShapeError();
        if (heads <= 0) throw ctx.Error($"{attribute} is needed for tensors of rank 3").AsShapeError();
        return (heads, shape[1], Dim.FloorDiv(shape[2], heads));
    }

    private static (HeadView View, int Heads, int Rows, int Depth) View(EvalContext ctx, Tensor x, long heads, string attribute)
    {
        if (x.Rank == 4) return (HeadView.OfHeads(x), (int)x.Dims[1], (int)x.Dims[2], (int)x.Dims[3]);
        if (x.Rank != 3 || heads <= 0 || heads > Math.Max(1, x.Dims[2]) || x.Dims[2] % heads != 0)
            throw ctx.Error($"{attribute} = {heads} must divide the last of 3 axes, but the tensor is {x.Type}").AsRunError();
        int depth = (int)(x.Dims[2] / heads);
        return (HeadView.OfRows(x, depth), (int)heads, (int)x.Dims[1], depth);
    }

    private Func<int, int, (long From, long To)>? Limits(EvalContext ctx, int batch, int rows, int columns, int past)
    {
        long[]? valid = ctx.OptionalInput(6)?.ToInt64s();
        if (valid is not null && valid.Length != batch)
            throw ctx.Error($"nonpad_kv_seqlen must have {batch} values, one per batch, but it has {valid.Length}").AsRunError();
        if (valid is null && !IsCausal && LeftWindowSize < 0 && RightWindowSize < 0) return null;
        return (b, row) =>
        {
            long position = row + (valid is null ? past : valid[b] - rows), from = 0, to = valid?[b] ?? columns;
            if (IsCausal) to = Math.Min(to, position + 1);
            if (LeftWindowSize >= 0) from = position - Math.Min(LeftWindowSize, int.MaxValue);
            if (RightWindowSize >= 0) to = Math.Min(to, position + Math.Min(RightWindowSize, int.MaxValue) + 1);
            return (from, to);
        };
    }
}
