using System.Numerics;
using System.Numerics.Tensors;

namespace XinRT.Reference;

/// <summary>Weighted sums of taps along one axis.</summary>
public sealed class WeightPass<T>(AxisTaps taps) : IAxisPass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _weights = Array.ConvertAll(taps.Weights, T.CreateTruncating);

    /// <inheritdoc/>
    public int In => taps.In;

    /// <inheritdoc/>
    public int Out => taps.Out;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<T> src, Span<T> dst, int outer, int inner)
    {
        for (int block = 0; block < outer; block++)
        {
            var from = src.Slice(block * In * inner, In * inner);
            var to = dst.Slice(block * Out * inner, Out * inner);
            if (inner > 1) Rows(from, to, inner);
            else if (taps.Count == 2) Pairs(from, to);
            else Elements(from, to);
        }
    }

    private void Pairs(ReadOnlySpan<T> src, Span<T> dst)
    {
        var indices = taps.Indices.AsSpan(0, 2 * dst.Length);
        var weights = _weights.AsSpan(0, 2 * dst.Length);
        for (int o = 0, t = 0; o < dst.Length; o++, t += 2)
            dst[o] = src[indices[t]] * weights[t] + src[indices[t + 1]] * weights[t + 1];
    }

    private void Elements(ReadOnlySpan<T> src, Span<T> dst)
    {
        for (int o = 0, t = 0; o < dst.Length; o++)
        {
            T sum = T.Zero;
            for (int k = 0; k < taps.Count; k++, t++) sum += src[taps.Indices[t]] * _weights[t];
            dst[o] = sum;
        }
    }

    private void Rows(ReadOnlySpan<T> src, Span<T> dst, int inner)
    {
        for (int o = 0, t = 0; o < Out; o++)
        {
            var row = dst.Slice(o * inner, inner);
            bool first = true;
            for (int k = 0; k < taps.Count; k++, t++)
            {
                // A zero weight is skipped unless nothing else was written: 0·∞ must not spoil an exact hit.
                if (_weights[t] == T.Zero && !(first && k == taps.Count - 1)) continue;
                var tap = src.Slice(taps.Indices[t] * inner, inner);
                if (first) TensorPrimitives.Multiply(tap, _weights[t], row);
                else TensorPrimitives.MultiplyAdd(tap, _weights[t], row, row);
                first = false;
            }
        }
    }
}
