using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Masks of ONNX Runtime's attention operators: a padding mask whose shut places add a large negative number, and
/// a bias that is added to the scores.</summary>
internal static class ContribMask
{
    /// <summary>Joins both into one mask; null if there is neither.</summary>
    /// <param name="ctx">The node, for errors.</param>
    /// <param name="padding">Lengths <c>[batch]</c>, ends and starts <c>[2 · batch]</c>, lengths and offsets
    /// <c>[3 · batch + 2]</c>, or zeros and ones <c>[batch, total]</c>, <c>[batch, rows, total]</c> or
    /// <c>[batch, 1, max, max]</c>.</param>
    /// <param name="bias">Broadcasts to <c>[batch, heads, rows, total]</c>.</param>
    /// <param name="sizes">Batch, heads, rows and total columns.</param>
    /// <param name="filter">What a shut place adds.</param>
    public static AttentionMask? Make(EvalContext ctx, Tensor? padding, Tensor? bias, (int Batch, int Heads, int Rows, int Total) sizes,
        float filter)
    {
        var (batch, heads, rows, total) = sizes;
        if (padding is null && bias is null) return null;
        if (bias is not null && (bias.Rank != 4 || bias.Dims[3] < total))
            throw ctx.Error($"the attention bias must be [·,·,{rows},{total}], but it is {bias.Type}").AsRunError();
        var summands = bias;
        if (padding is not null)
        {
            int lines = padding.Rank >= 3 ? rows : 1;
            var added = Tensor.Zeros(DType.F32, batch, 1, lines, total);
            Fill(ctx, padding, added, filter);
            summands = bias is null ? added : Sum(ctx, added, WorkingFloat.Open(bias, DType.F32));
        }
        return AttentionMask.Make(summands!, DType.F32, batch, heads, rows, total)
            ?? throw ctx.Error($"the attention bias must broadcast to [{batch},{heads},{rows},{total}], but it is {summands!.Type}").AsRunError();
    }

    private static void Fill(EvalContext ctx, Tensor padding, Tensor added, float filter)
    {
        int batch = (int)added.Dims[0], lines = (int)added.Dims[2], total = (int)added.Dims[3];
        long[] values = padding.ToInt64s();
        Func<int, int, int, bool> open = (padding.Rank, values.Length) switch
        {
            (1, var n) when n == batch || n == 3 * batch + 2 => (b, _, c) => c < values[b],
            (1, var n) when n == 2 * batch => (b, _, c) => c < values[b] && c >= values[batch + b],
            (2, var n) when n == batch * total => (b, _, c) => values[b * total + c] != 0,
            (3, var n) when n == batch * lines * total => (b, r, c) => values[(b * lines + r) * total + c] != 0,
            (4, _) when padding.Dims[0] == batch && padding.Dims[1] == 1 && padding.Dims[2] >= total && padding.Dims[3] >= total =>
                (b, r, c) => values[((b * padding.Dims[2]) + total - lines + r) * padding.Dims[3] + c] != 0,
            _ => throw ctx.Error($"the mask {padding.Type} fits neither {batch} sequences nor {total} columns").AsRunError(),
        };
        var target = added.Span<float>();
        for (int i = 0; i < target.Length; i++)
            target[i] = open(i / (lines * total), i / total % lines, i % total) ? 0 : filter;
    }

    private static Tensor Sum(EvalContext ctx, Tensor a, Tensor b)
    {
        long total = a.Dims[3];
        if (Strides.BroadcastDims(a.Dims[..3], b.Dims[..3]) is not { } outer)
            throw ctx.Error($"the mask {a.Type} and the attention bias {b.Type} do not broadcast").AsRunError();
        long[] dims = [.. outer, total];
        Tensor sum = Tensor.Zeros(DType.F32, dims), other = Tensor.Zeros(DType.F32, dims);
        StridedCopy.Run(a, 0, Strides.Broadcast(a.Dims, dims), sum, 0, Strides.Of(dims), dims);
        long[] strides = Strides.Broadcast([.. b.Dims[..3], b.Dims[3]], [.. outer, b.Dims[3]]);
        StridedCopy.Run(b, 0, strides, other, 0, Strides.Of(dims), dims);
        System.Numerics.Tensors.TensorPrimitives.Add(sum.Span<float>(), other.Span<float>(), sum.Span<float>());
        return sum;
    }
}
