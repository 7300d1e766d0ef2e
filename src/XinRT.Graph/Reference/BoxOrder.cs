using System.Numerics;
using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary>Boxes from the best score to the worst, earlier ones first among equals. Its memory serves all classes.</summary>
/// <remarks>Most scores are below the threshold, so vectors of them are looked at before any is sorted. What is left is sorted as
/// numbers of a key, which falls as scores rise, and the box.</remarks>
internal sealed class BoxOrder(int count) : IDisposable
{
    private static readonly int Lanes = Vector512<float>.Count;

    private readonly Rented<ulong> _numbers = new(count);
    private readonly Rented<int> _boxes = new(count);

    /// <summary>The boxes whose scores, from a place on, are above a threshold if there is one. They hold until the next call.</summary>
    public ReadOnlySpan<int> Sort(Tensor scores, long from, double? least)
    {
        if (scores.DType != DType.F32) return SortDoubles(scores, from, least);
        var own = scores.Span<float>().Slice((int)from, count);
        int found = 0, i = 0;
        if (least is { } bound)
        {
            // The largest float that is not above the bound: a float is above both or neither.
            float limit = (float)bound > bound ? MathF.BitDecrement((float)bound) : (float)bound;
            var limits = Vector512.Create(limit);
            for (; i <= count - Lanes; i += Lanes)
            {
                ulong above = Vector512.GreaterThan(Vector512.Create(own[i..]), limits).ExtractMostSignificantBits();
                for (; above != 0; above &= above - 1) Take(own, i + BitOperations.TrailingZeroCount(above), ref found);
            }
            for (; i < count; i++)
                if (own[i] > limit) Take(own, i, ref found);
        }
        else
        {
            for (; i < count; i++) Take(own, i, ref found);
        }
        _numbers.Span[..found].Sort();
        for (i = 0; i < found; i++) _boxes.Span[i] = (int)(uint)_numbers.Span[i];
        return _boxes.Span[..found];
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _numbers.Dispose();
        _boxes.Dispose();
    }

    private int[] SortDoubles(Tensor scores, long from, double? least)
    {
        double[] own = scores.ToDoubles().AsSpan((int)from, count).ToArray();
        return [.. Enumerable.Range(0, count).Where(i => least is null || own[i] > least).OrderByDescending(i => own[i])];
    }

    private void Take(ReadOnlySpan<float> scores, int box, ref int found)
    {
        float score = scores[box];
        // Adding zero turns -0 into +0; NaN comes last.
        int bits = BitConverter.SingleToInt32Bits(score + 0f), key = float.IsNaN(score) ? int.MinValue : bits ^ ((bits >> 31) & int.MaxValue);
        _numbers.Span[found++] = ((ulong)((uint)key ^ int.MaxValue) << 32) | (uint)box;
    }
}
