using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Matrix products with so few rows that copying the right operand into panels would cost more than it saves: one
/// pass over it as it lies.</summary>
internal static class ThinProduct
{
    /// <summary>From this many rows on, <see cref="BlockedGemm"/> is faster.</summary>
    public const int MostRows = 4;

    private const int Strip = 1024;

    /// <summary>As <see cref="MatMul.Run{T}"/>; rows of A are dense, and rows or columns of B are.</summary>
    public static void Run<T>(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor y, T alpha, T beta)
        where T : unmanaged, INumber<T>
    {
        int strips = (plan.N + Strip - 1) / Strip;
        // A strip for each thread at least, but none thinner than a few vectors.
        int strip = strips < threads ? Math.Max(64, (plan.N + threads - 1) / threads) : Strip;
        strips = (plan.N + strip - 1) / strip;
        int grain = (int)Math.Clamp((1 << 17) / Math.Max(1.0, (double)plan.K * strip), 1, 1 << 20);
        ParallelRange.For(threads, plan.AOffsets.Length * strips, grain, (from, to) =>
        {
            for (int part = from; part < to; part++)
            {
                int batch = part / strips, column = part % strips * strip, columns = Math.Min(strip, plan.N - column);
                var right = b.Span<T>()[(plan.BOffsets[batch] + column * plan.BColumn)..];
                for (int row = 0; row < plan.M; row++)
                {
                    var left = a.Span<T>().Slice(plan.AOffsets[batch] + row * plan.ARow, plan.K);
                    var target = y.Span<T>().Slice((batch * plan.M + row) * plan.N + column, columns);
                    if (plan.BColumn == 1) AddRows(left, right, plan.BRow, alpha, beta, target);
                    else Dots(left, right, plan.BColumn, alpha, beta, target);
                }
            }
        });
    }

    private static void AddRows<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, int stride, T alpha, T beta, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        if (T.IsZero(beta)) target.Clear();
        else TensorPrimitives.Multiply(target, beta, target);
        for (int k = 0; k < left.Length; k++)
            TensorPrimitives.MultiplyAdd(right.Slice(k * stride, target.Length), alpha * left[k], target, target);
    }

    private static void Dots<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, int stride, T alpha, T beta, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        for (int x = 0; x < target.Length; x++)
        {
            T sum = alpha * TensorPrimitives.Dot(left, right.Slice(x * stride, left.Length));
            target[x] = T.IsZero(beta) ? sum : sum + beta * target[x];
        }
    }
}
