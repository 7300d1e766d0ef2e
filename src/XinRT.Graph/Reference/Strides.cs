namespace XinRT.Reference;

/// <summary>Distances, in elements, between neighbors along each axis.</summary>
public static class Strides
{
    /// <summary>Strides of a dense row-major tensor.</summary>
    public static long[] Of(ReadOnlySpan<long> dims)
    {
        var strides = new long[dims.Length];
        long step = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= dims[i];
        }
        return strides;
    }

    /// <summary>Strides that read a dense tensor as if broadcast to other sizes: 0 along stretched and added axes.</summary>
    public static long[] Broadcast(ReadOnlySpan<long> dims, ReadOnlySpan<long> to)
    {
        var dense = Of(dims);
        var strides = new long[to.Length];
        for (int i = 1; i <= dims.Length; i++) strides[^i] = dims[^i] == 1 && to[^i] != 1 ? 0 : dense[^i];
        return strides;
    }

    /// <summary>Sizes of two operands broadcast together; null if they contradict.</summary>
    public static long[]? BroadcastDims(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var dims = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= dims.Length; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1) return null;
            dims[^i] = x == 1 ? y : x;
        }
        return dims;
    }

    /// <summary>Product of sizes.</summary>
    public static long Count(ReadOnlySpan<long> dims)
    {
        long count = 1;
        foreach (long d in dims) count *= d;
        return count;
    }

    /// <summary>Moves a multi-index to the next element in row-major order.</summary>
    public static void Next(Span<long> index, ReadOnlySpan<long> dims)
    {
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < dims[axis]) return;
            index[axis] = 0;
        }
    }
}
