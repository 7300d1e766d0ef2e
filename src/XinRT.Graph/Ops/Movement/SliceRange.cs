namespace XinRT.Ops;

/// <summary>Places along one axis that a slice takes: <c>First, First + Step, …</c>, <c>Count</c> of them.</summary>
public readonly record struct SliceRange(long First, long Step, long Count)
{
    // Exporters write the largest integer of some width for "to the end".
    private const long Unlimited = int.MaxValue - 1;

    /// <summary>Clamps a start and an end as ONNX Slice does: from 0 to the size going up, from -1 to the last place going
    /// down.</summary>
    public static SliceRange Of(long start, long end, long step, long size)
    {
        if (size == 0) return new(0, 1, 0);
        long low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
        long first = Math.Clamp(FromEnd(start, size), 0, high), last = Math.Clamp(FromEnd(end, size), low, high);
        Int128 distance = step > 0 ? (Int128)last - first : (Int128)first - last, by = Int128.Abs(step);
        long count = distance <= 0 ? 0 : (long)((distance + by - 1) / by);
        return new(first, count <= 1 ? 1 : step, count);
    }

    /// <summary>Number of places for symbolic bounds; null where the sign of a bound, and so its meaning, is not
    /// known.</summary>
    public static Dim? CountOf(Dim start, Dim end, long step, Dim size)
    {
        if (start.IsConstant && end.IsConstant && size.IsConstant) return Of(start.Value, end.Value, step, size.Value).Count;
        if (Math.Abs((double)step) > Unlimited) return null;
        if (step > 0)
        {
            if (Clamp(start, 0, size, size) is not { } first || Clamp(end, 0, size, size) is not { } last) return null;
            // n - min(s, n) is the same as max(n - s, 0), which reads better and is simplified further.
            if (last == size && IsPlace(start)) first = start;
            return Dim.CeilDiv(Dim.Max(last - first, 0), step);
        }
        if (Clamp(start, 0, size - 1, size) is not { } top || Clamp(end, -1, size - 1, size) is not { } bottom) return null;
        var count = Dim.CeilDiv(Dim.Max(top - bottom, 0), -step);
        // The first place is clamped to 0 even where there is none.
        return top == size - 1 ? count : Dim.Min(count, size);
    }

    private static long FromEnd(long at, long size) => at < 0 ? at + size : at;

    private static Dim? Clamp(Dim at, Dim low, Dim high, Dim size)
    {
        if (at is { IsConstant: true, Value: >= Unlimited }) return high;
        if (at is { IsConstant: true, Value: <= -Unlimited }) return low;
        if (IsPlace(at)) return Dim.Max(low, Dim.Min(at, high));
        return ((Dim)(-1)).IsAtLeast(at) ? Dim.Max(low, Dim.Min(at + size, high)) : null;
    }

    private static bool IsPlace(Dim at) => at.IsAtLeast(0);
}
