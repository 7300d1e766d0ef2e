using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Evaluates an einsum from left to right, two operands at a time, each pair as a batch of matrix products.</summary>
internal static class EinsumContraction
{
    /// <summary>The result with its axes in the order of <paramref name="output"/>.</summary>
    public static Tensor Run<T>(Workers threads, LabeledTensor[] operands, int[] output) where T : unmanaged, INumber<T>
    {
        var full = new Dictionary<int, long>();
        foreach (var operand in operands)
            for (int i = 0; i < operand.Labels.Length; i++)
                full[operand.Labels[i]] = full.GetValueOrDefault(operand.Labels[i], 1) == 1 ? operand.Dims[i] : full[operand.Labels[i]];
        operands = Array.ConvertAll(operands, o => o.Squeeze(full));

        var result = operands[0];
        for (int i = 1; i < operands.Length; i++)
        {
            // Labels that this pair is the last to hold are summed with it.
            var needed = operands[(i + 1)..].SelectMany(o => o.Labels).Concat(output).ToHashSet();
            result = Contract<T>(threads, result, operands[i], needed);
        }
        result = SumOut<T>(result, output);
        return result.Arrange(output);
    }

    private static LabeledTensor Contract<T>(Workers threads, LabeledTensor a, LabeledTensor b, HashSet<int> needed)
        where T : unmanaged, INumber<T>
    {
        a = SumOut<T>(a, [.. a.Labels.Where(l => needed.Contains(l) || b.Labels.Contains(l))]);
        b = SumOut<T>(b, [.. b.Labels.Where(l => needed.Contains(l) || a.Labels.Contains(l))]);
        int[] shared = [.. a.Labels.Intersect(b.Labels)];
        int[] batch = [.. shared.Where(needed.Contains)], summed = [.. shared.Except(batch)];
        int[] rows = [.. a.Labels.Except(shared)], columns = [.. b.Labels.Except(shared)];
        long Size(LabeledTensor t, int[] labels) => labels.Aggregate(1L, (n, l) => n * t.Size(l));
        long items = Size(a, batch), m = Size(a, rows), k = Size(a, summed), n = Size(b, columns);

        var y = Tensor.Zeros(a.Data.DType, items, m, n);
        var left = a.Arrange([.. batch, .. rows, .. summed]);
        if (m == 1 && n == 1)
        {
            var right = b.Arrange([.. batch, .. summed]);
            Dots<T>(threads, left, right, (int)k, y);
        }
        else
        {
            // A right operand whose summed axes lie last is read as it is.
            bool swapped = summed.Length > 0 && b.Labels[^1] == summed[^1];
            var right = b.Arrange(swapped ? [.. batch, .. columns, .. summed] : [.. batch, .. summed, .. columns])
                .Reshape(swapped ? [items, n, k] : [items, k, n]);
            var plan = MatMulPlan.Of([items, m, k], right.Dims, swapped ? MatMulSwap.B : MatMulSwap.None);
            MatMul.Run(threads, plan, left, right, y, T.One, T.Zero);
        }
        int[] labels = [.. batch, .. rows, .. columns];
        long[] dims = [.. labels.Select(l => Math.Max(a.Labels.Contains(l) ? a.Size(l) : 0, b.Labels.Contains(l) ? b.Size(l) : 0))];
        return LabeledTensor.Of(y.Reshape(dims), labels);
    }

    private static void Dots<T>(Workers threads, Tensor left, Tensor right, int k, Tensor y) where T : unmanaged, INumber<T>
    {
        ParallelRange.For(threads, y.Count, 1 + (1 << 15) / (k + 1), (from, to) =>
        {
            if (k == 1)
            {
                TensorPrimitives.Multiply(left.Span<T>()[from..to], right.Span<T>()[from..to], y.Span<T>()[from..to]);
                return;
            }
            for (int i = from; i < to; i++)
                y.Span<T>()[i] = TensorPrimitives.Dot<T>(left.Span<T>().Slice(i * k, k), right.Span<T>().Slice(i * k, k));
        });
    }

    private static LabeledTensor SumOut<T>(LabeledTensor x, int[] keep) where T : unmanaged, INumber<T>
    {
        int[] summed = [.. x.Labels.Except(keep)];
        if (summed.Length == 0) return x;
        int[] kept = [.. x.Labels.Intersect(keep)];
        var lines = x.Arrange([.. kept, .. summed]);
        long[] dims = [.. kept.Select(x.Size)];
        var y = Tensor.Zeros(x.Data.DType, dims);
        int length = y.Count == 0 ? 0 : lines.Count / y.Count;
        for (int i = 0; i < y.Count; i++) y.Span<T>()[i] = TensorPrimitives.Sum<T>(lines.Span<T>().Slice(i * length, length));
        return LabeledTensor.Of(y, kept);
    }
}
