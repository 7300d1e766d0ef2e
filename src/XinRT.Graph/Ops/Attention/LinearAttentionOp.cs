using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Attention as a recurrence over a matrix per head: <c>S' = a · S + k ⊗ w</c>, <c>y = scale · q S'</c>, where
/// <c>a = exp(decay)</c> in the gated rules and 1 elsewhere, and w is v, or in the delta rules <c>beta · (v - k (a · S))</c>.
/// Inputs: query, key, value <c>[batch, steps, heads · depth]</c>, past state, decay, beta; outputs: y, state.</summary>
[OnnxOperator("LinearAttention", Since = 27)]
public sealed record LinearAttentionOp(long QNumHeads, long KvNumHeads, string UpdateRule = "gated_delta", float Scale = 0,
    long ChunkSize = 64) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (UpdateRule is not ("linear" or "gated" or "delta" or "gated_delta"))
            throw ctx.Error($"update_rule must be linear, gated, delta or gated_delta, but it is '{UpdateRule}'").AsShapeError();
        if (KvNumHeads <= 0 || QNumHeads <= 0 || QNumHeads % KvNumHeads != 0)
            throw ctx.Error($"the query heads must be a multiple of the key heads, but they are {QNumHeads} and {KvNumHeads}").AsShapeError();
        TensorType q = ctx.Input(0), v = ctx.Input(2);
        Dim depth = q.Shape is { Rank: 3 } qs ? Dim.FloorDiv(qs[2], QNumHeads) : ctx.NewDim();
        Dim valueDepth = v.Shape is { Rank: 3 } vs ? Dim.FloorDiv(vs[2], KvNumHeads) : ctx.NewDim();
        Dim batch = q.Shape?[0] ?? ctx.NewDim();
        ctx.Output(0, q.DType, [batch, q.Shape is { Rank: 3 } s ? s[1] : ctx.NewDim(), QNumHeads * valueDepth]);
        ctx.Output(1, ctx.Has(3) ? ctx.InputDType(3) : q.DType, [batch, KvNumHeads, depth, valueDepth]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor q = ctx.Input(0), k = ctx.Input(1), v = ctx.Input(2);
        var past = ctx.OptionalInput(3);
        int heads = (int)KvNumHeads, group = (int)(QNumHeads / KvNumHeads);
        if (q.Rank != 3 || k.Rank != 3 || v.Rank != 3 || !q.Dims[..2].SequenceEqual(k.Dims[..2]) || !q.Dims[..2].SequenceEqual(v.Dims[..2])
            || QNumHeads > Math.Max(1, q.Dims[2]) || q.Dims[2] % QNumHeads != 0 || k.Dims[2] * group != q.Dims[2] || v.Dims[2] % heads != 0)
        {
            throw ctx.Error($"query, key and value do not fit {QNumHeads} query heads and {heads} key heads").AsRunError();
        }
        int batch = (int)q.Dims[0], steps = (int)q.Dims[1], depth = (int)(q.Dims[2] / QNumHeads), valueDepth = (int)(v.Dims[2] / heads);
        long[] stateDims = [batch, heads, depth, valueDepth];
        if (past is not null && !past.Dims.SequenceEqual(stateDims))
            throw ctx.Error($"the past state must be [{string.Join(',', stateDims)}], but it is {past.Type}").AsRunError();
        var run = new Recurrence(this, q.ToDoubles(), k.ToDoubles(), v.ToDoubles(),
            Gate(ctx, 4, UpdateRule.StartsWith("gated", StringComparison.Ordinal), "decay", batch * steps, heads, heads * depth),
            Gate(ctx, 5, UpdateRule.EndsWith("delta", StringComparison.Ordinal), "beta", batch * steps, 1, heads), depth, valueDepth);
        double[] state = past?.ToDoubles() ?? new double[Strides.Count(stateDims)];
        var y = new double[batch * steps * (int)QNumHeads * valueDepth];
        ParallelRange.For(ctx.Threads, batch * heads, 1, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                var matrix = state.AsSpan(i * depth * valueDepth, depth * valueDepth);
                for (int t = 0; t < steps; t++) run.Step(i / heads * steps + t, i % heads, matrix, y);
            }
        });
        ElementConverter.Write(y, ctx.Output(0, q.DType, batch, steps, QNumHeads * valueDepth));
        if (ctx.Wants(1)) ElementConverter.Write(state, ctx.Output(1, past?.DType ?? q.DType, stateDims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] state = ctx.Output(1), q = ctx.Input(0);
        double cells = state.Length == 4 ? CostContext.Product(state) : 1;
        return new(8 * cells * (q.Length == 3 ? q[1] : 1), ctx.Bytes);
    }

    private static double[]? Gate(EvalContext ctx, int input, bool used, string name, int rows, int narrow, int wide)
    {
        if (!used) return null;
        var gate = ctx.Input(input);
        if (gate.Count != rows * narrow && gate.Count != rows * wide)
            throw ctx.Error($"{name} must have {narrow} or {wide} values per step, but it is {gate.Type}").AsRunError();
        return gate.ToDoubles();
    }

    // All inputs in double; decay and beta are null where the rule does not use them.
    private sealed class Recurrence(LinearAttentionOp op, double[] q, double[] k, double[] v, double[]? decay, double[]? beta,
        int depth, int valueDepth)
    {
        private readonly int _heads = (int)op.KvNumHeads, _group = (int)(op.QNumHeads / op.KvNumHeads);
        private readonly double _scale = op.Scale != 0 ? op.Scale : 1 / Math.Sqrt(depth);

        public void Step(int row, int head, Span<double> state, double[] y)
        {
            var key = k.AsSpan((row * _heads + head) * depth, depth);
            if (decay is not null)
            {
                int perRow = decay.Length / (k.Length / (_heads * depth));
                for (int d = 0; d < depth; d++)
                {
                    double log = decay[row * perRow + (perRow == _heads * depth ? head * depth + d : head)];
                    TensorPrimitives.Multiply(Line(state, d), Math.Exp(log), Line(state, d));
                }
            }
            double[] write = v.AsSpan((row * _heads + head) * valueDepth, valueDepth).ToArray();
            if (beta is not null)
            {
                for (int d = 0; d < depth; d++) TensorPrimitives.MultiplyAdd(Line(state, d), -key[d], write, write);
                int perRow = beta.Length / (k.Length / (_heads * depth));
                TensorPrimitives.Multiply(write, beta[row * perRow + (perRow == 1 ? 0 : head)], write);
            }
            for (int d = 0; d < depth; d++) TensorPrimitives.MultiplyAdd(write, key[d], Line(state, d), Line(state, d));
            for (int h = head * _group; h < (head + 1) * _group; h++)
            {
                int at = row * _heads * _group + h;
                var result = y.AsSpan(at * valueDepth, valueDepth);
                for (int d = 0; d < depth; d++) TensorPrimitives.MultiplyAdd(Line(state, d), _scale * q[at * depth + d], result, result);
            }
        }

        private Span<double> Line(Span<double> state, int d) => state.Slice(d * valueDepth, valueDepth);
    }
}
