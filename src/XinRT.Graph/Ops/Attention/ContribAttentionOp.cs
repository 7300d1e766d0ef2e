using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>ONNX Runtime's fused self-attention: one product gives query, key and value, then attention per head. Inputs: X
/// <c>[batch, rows, width]</c>, weights <c>[width, q + k + v]</c>, bias, mask, past <c>[2, batch, heads, past, depth]</c>,
/// attention bias; outputs: Y <c>[batch, rows, v]</c>, present.</summary>
[OnnxOperator("Attention", Domain = "com.microsoft")]
public sealed record ContribAttentionOp(long NumHeads, bool Unidirectional = false, float? Scale = null,
    float MaskFilterValue = -10000, ValueArray<long>? QkvHiddenSizes = null, bool DoRotary = false,
    bool PastPresentShareBuffer = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (DoRotary || PastPresentShareBuffer)
            throw ctx.Error("do_rotary and past_present_share_buffer are not computed").AsUnsupported();
        if (NumHeads <= 0) throw ctx.Error($"num_heads must be 1 or more, but it is {NumHeads}").AsShapeError();
        var x = ctx.Input(0);
        Dim width = ctx.InputShape(1) is { Rank: 2 } w ? w[1] : ctx.NewDim();
        Dim value = QkvHiddenSizes is { Count: 3 } s ? s[2] : Dim.FloorDiv(width, 3);
        Dim key = QkvHiddenSizes is { Count: 3 } t ? t[1] : value;
        var (batch, rows) = x.Shape is { Rank: 3 } xs ? (xs[0], xs[1]) : (ctx.NewDim(), ctx.NewDim());
        ctx.Output(0, x.DType, [batch, rows, value]);
        Dim past = !ctx.Has(4) ? 0 : ctx.InputShape(4) is { Rank: 5 } p ? p[3] : ctx.NewDim();
        ctx.Output(1, x.DType, [2, batch, NumHeads, past + rows, Dim.FloorDiv(key, NumHeads)]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor x = ctx.Input(0), weights = ctx.Input(1);
        var past = ctx.OptionalInput(4);
        if (x.Rank != 3 || weights.Rank != 2 || weights.Dims[0] != x.Dims[2])
            throw ctx.Error($"the weights {weights.Type} do not fit the input {x.Type}").AsRunError();
        int batch = (int)x.Dims[0], rows = (int)x.Dims[1], heads = (int)NumHeads;
        long third = weights.Dims[1] / 3;
        long[] sizes = QkvHiddenSizes is { Count: 3 } s ? s.ToArray() : [third, third, third];
        if (Array.Exists(sizes, n => n <= 0 || n % heads != 0) || sizes.Sum() != weights.Dims[1] || sizes[0] != sizes[1])
            throw ctx.Error($"the widths [{string.Join(',', sizes)}] do not fit {heads} heads and weights {weights.Type}").AsRunError();
        int depth = (int)sizes[0] / heads, valueDepth = (int)sizes[2] / heads;
        var packed = Project(ctx, x, weights);
        var query = HeadView.OfRows(packed, depth);
        var key = HeadView.OfRows(packed, depth, (int)sizes[0]);
        var value = HeadView.OfRows(packed, valueDepth, (int)(sizes[0] + sizes[1]));

        int before = past is { Rank: 5 } ? (int)past.Dims[3] : 0, total = before + rows;
        if (past is not null || ctx.Wants(1))
        {
            if (depth != valueDepth || (past is not null && !past.Dims.SequenceEqual([2, batch, heads, before, depth])))
                throw ctx.Error($"the past must be [2,{batch},{heads},·,{depth}], but it is {past?.Type}").AsRunError();
            var present = Tensor.Zeros(DType.F32, 2, batch, heads, total, depth);
            var earlier = past is null ? null : WorkingFloat.Open(past, DType.F32);
            key = Join(earlier, key, present, 0, before, rows);
            value = Join(earlier, value, present, 1, before, rows);
            if (ctx.Wants(1)) ElementConverter.Write(present.ToDoubles(), ctx.Output(1, x.DType, present.Dims));
        }
        var y = ctx.Output(0, x.DType, batch, rows, sizes[2]);
        var target = WorkingFloat.Target(y, DType.F32);
        new ScaledDotProduct
        {
            Batch = batch, Heads = heads, KvHeads = heads, Rows = rows, Columns = total, Depth = depth, ValueDepth = valueDepth,
            Query = query, Key = key, Value = value, Output = HeadView.OfRows(target, valueDepth),
            Scale = Scale is { } given and not 0 ? given : 1 / Math.Sqrt(depth),
            Mask = ContribMask.Make(ctx, ctx.OptionalInput(3), ctx.OptionalInput(5), (batch, heads, rows, total), MaskFilterValue),
            Open = Unidirectional ? (_, row) => (0, before + row + 1) : null,
        }.Run(ctx.Threads);
        WorkingFloat.Close(target, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] x = ctx.Input(0), w = ctx.Input(1);
        if (x.Length != 3 || w.Length != 2) return ctx.Elementwise(1);
        double rows = (double)x[0] * x[1];
        return new(2 * rows * w[0] * w[1] + 4 * rows * x[1] * w[1] / 3, ctx.Bytes);
    }

    private static Tensor Project(EvalContext ctx, Tensor x, Tensor weights)
    {
        int rows = (int)(x.Dims[0] * x.Dims[1]), width = (int)weights.Dims[1], inner = (int)x.Dims[2];
        var packed = Tensor.Zeros(DType.F32, x.Dims[0], x.Dims[1], width);
        if (ctx.OptionalInput(2) is { } bias)
        {
            if (bias.Count != width) throw ctx.Error($"the bias must have {width} values, but it has {bias.Count}").AsRunError();
            var line = bias.ToSingles();
            for (int row = 0; row < rows; row++) line.CopyTo(packed.Span<float>()[(row * width)..]);
        }
        var plan = new MatMulPlan(rows, width, inner, inner, 1, width, 1, [0], [0]);
        MatMul.Run(ctx.Threads, plan, WorkingFloat.Open(x, DType.F32), WorkingFloat.Open(weights, DType.F32), packed, 1f, 1f);
        return packed;
    }

    // Half 0 of past and present are the keys, half 1 the values.
    private static HeadView Join(Tensor? past, HeadView current, Tensor present, int half, int before, int rows)
    {
        var (batch, heads, depth) = ((int)present.Dims[1], (int)present.Dims[2], (int)present.Dims[4]);
        var target = Half(present, half);
        if (past is not null) Half(past, half).CopyTo(target, batch, heads, before, depth);
        current.CopyTo(target.Skip(before), batch, heads, rows, depth);
        return target;
    }

    private static HeadView Half(Tensor x, int half)
    {
        var view = HeadView.OfHeads(x.Reshape(x.Dims[0] * x.Dims[1], x.Dims[2], x.Dims[3], x.Dims[4]));
        return view with { Offset = half * (int)x.Dims[1] * view.BatchStride };
    }
}
