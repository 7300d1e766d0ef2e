using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>ONNX Runtime's multi-head attention on projected inputs. Inputs: query <c>[batch, rows, width]</c> or query, key and
/// value packed <c>[batch, rows, heads, 3, depth]</c>, key (also packed with the value, or <c>[batch, heads, columns,
/// depth]</c>), value, bias, padding mask, attention bias, past key, past value; outputs: Y, present key, present value,
/// scores before the softmax.</summary>
[OnnxOperator("MultiHeadAttention", Domain = "com.microsoft")]
public sealed record MultiHeadAttentionOp(long NumHeads, float? Scale = null, float MaskFilterValue = -10000,
    bool Unidirectional = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (NumHeads <= 0) throw ctx.Error($"num_heads must be 1 or more, but it is {NumHeads}").AsShapeError();
        if (ctx.Has(8) || ctx.Has(9)) throw ctx.Error("shared key and value buffers are not computed").AsUnsupported();
        var q = ctx.Input(0);
        Dim batch = q.Shape?[0] ?? ctx.NewDim(), rows = q.Shape?[1] ?? ctx.NewDim();
        Dim depth = q.Shape is null ? ctx.NewDim() : q.Shape.Rank == 5 ? q.Shape[4] : Dim.FloorDiv(q.Shape[2], NumHeads);
        Dim columns = rows, valueDepth = depth;
        if (ctx.Has(1)) columns = ctx.InputShape(1) is { } k ? k.Rank == 4 ? k[2] : k[1] : ctx.NewDim();
        if (ctx.Has(2)) valueDepth = ctx.InputShape(2) is { } v ? v.Rank == 4 ? v[3] : Dim.FloorDiv(v[2], NumHeads) : ctx.NewDim();
        if (ctx.Has(6)) columns += ctx.InputShape(6) is { Rank: 4 } past ? past[2] : ctx.NewDim();
        ctx.Output(0, q.DType, [batch, rows, NumHeads * valueDepth]);
        ctx.Output(1, q.DType, [batch, NumHeads, columns, depth]);
        ctx.Output(2, q.DType, [batch, NumHeads, columns, valueDepth]);
        ctx.Output(3, q.DType, [batch, NumHeads, rows, columns]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int heads = checked((int)NumHeads), batch = (int)x.Dims[0], rows = (int)x.Dims[1];
        var bias = ctx.OptionalInput(3);
        var (query, _, depth) = Part(ctx, 0, 0, x, bias, 0);
        int biasAt = heads * depth;
        var (keySource, slot) = x.Rank == 5 ? (x, 1) : (ctx.Input(1), 0);
        var (key, newRows, keyDepth) = Part(ctx, 1, slot, keySource, bias, biasAt);
        var (valueSource, valueSlot) = x.Rank == 5 ? (x, 2) : keySource.Rank == 5 ? (keySource, 1) : (ctx.Input(2), 0);
        var (value, valueRows, valueDepth) = Part(ctx, 2, valueSlot, valueSource, bias, 2 * biasAt);
        if (keyDepth != depth || valueRows != newRows || keySource.Dims[0] != batch || valueSource.Dims[0] != batch)
            throw ctx.Error($"query, key and value do not fit: depth {depth} and {keyDepth}, rows {newRows} and {valueRows}").AsRunError();
        var past = ctx.OptionalInput(6);
        var keys = KeyValueCache.Join(ctx, 1, past, key, batch, heads, newRows, depth);
        var values = KeyValueCache.Join(ctx, 2, ctx.OptionalInput(7), value, batch, heads, newRows, valueDepth);
        int before = past is null ? 0 : (int)past.Dims[2], total = before + newRows;

        var y = ctx.Output(0, x.DType, batch, rows, heads * valueDepth);
        var target = WorkingFloat.Target(y, DType.F32);
        var scores = ctx.Wants(3) ? ctx.Output(3, x.DType, batch, heads, rows, total) : null;
        var kept = scores is null ? null : WorkingFloat.Target(scores, DType.F32);
        new ScaledDotProduct
        {
            Batch = batch, Heads = heads, KvHeads = heads, Rows = rows, Columns = total, Depth = depth, ValueDepth = valueDepth,
            Query = query.Open(DType.F32), Key = keys.Open(DType.F32), Value = values.Open(DType.F32),
            Output = HeadView.OfRows(target, valueDepth),
            Scale = Scale is { } given and not 0 ? given : 1 / Math.Sqrt(depth),
            Mask = ContribMask.Make(ctx, ctx.OptionalInput(4), ctx.OptionalInput(5), (batch, heads, rows, total), MaskFilterValue),
            Open = Unidirectional ? (_, row) => (0, total - rows + row + 1) : null,
            Scores = kept,
            Stage = ScoreStage.Biased,
        }.Run(ctx.Threads);
        WorkingFloat.Close(target, y);
        if (scores is not null) WorkingFloat.Close(kept!, scores);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] scores = ctx.Output(1);
        return new(4 * (scores.Length == 4 ? scores[2] : 1) * ctx.OutputCount(0), ctx.Bytes);
    }

    // Query (0), key (1) or value (2), from a slot of a packed tensor or from one of its own, with its part of the bias.
    private (HeadView View, int Rows, int Depth) Part(EvalContext ctx, int part, int slot, Tensor x, Tensor? bias, int biasAt)
    {
        int heads = (int)NumHeads;
        if (x.Rank == 4 && part > 0 && x.Dims[1] == heads) return (HeadView.OfHeads(x), (int)x.Dims[2], (int)x.Dims[3]);
        if (!(x.Rank == 3 && heads <= Math.Max(1, x.Dims[2]) && x.Dims[2] % heads == 0) && !(x.Rank == 5 && x.Dims[2] == heads && slot < x.Dims[3]))
            throw ctx.Error($"input {part} does not fit {heads} heads: {x.Type}").AsRunError();
        int rows = (int)x.Dims[1], depth = (int)(x.Rank == 3 ? x.Dims[2] / heads : x.Dims[4]), slots = x.Rank == 3 ? 1 : (int)x.Dims[3];
        var view = new HeadView(x, slot * depth, rows * heads * slots * depth, slots * depth, heads * slots * depth);
        if (bias is null) return (view, rows, depth);
        if (bias.Count < biasAt + heads * depth)
            throw ctx.Error($"the bias must have {biasAt + heads * depth} values or more, but it has {bias.Count}").AsRunError();
        var summed = Tensor.Zeros(x.DType, x.Dims[0], rows, heads * depth);
        var own = HeadView.OfRows(summed, depth);
        view.CopyTo(own, (int)x.Dims[0], heads, rows, depth);
        double[] sums = summed.ToDoubles(), line = bias.ToDoubles()[biasAt..(biasAt + heads * depth)];
        for (int at = 0; at < sums.Length; at += line.Length)
            TensorPrimitives.Add(sums.AsSpan(at, line.Length), line, sums.AsSpan(at, line.Length));
        ElementConverter.Write(sums, summed);
        return (own, rows, depth);
    }
}
