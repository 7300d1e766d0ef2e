namespace XinRT;

/// <summary>How the elements of a tensor lie in memory: element <c>(i₀, i₁, …)</c> is at <c>Σ iₖ·strideₖ</c> elements from the
/// tensor's address. Axes of size 1 have whatever stride makes the tensor dense; axes that repeat have stride 0.</summary>
public sealed record TensorLayout(ValueArray<long> Dims, ValueArray<long> Strides)
{
    /// <summary>Number of axes.</summary>
    public int Rank => Dims.Count;

    /// <summary>Number of elements.</summary>
    public long Count => Dims.Aggregate(1L, (a, b) => a * b);

    /// <summary>Elements from the first to the last in memory, both included; 0 without elements.</summary>
    public long Span
    {
        get
        {
            long last = 0;
            for (int k = 0; k < Rank; k++)
            {
                if (Dims[k] == 0) return 0;
                last += (Dims[k] - 1) * Strides[k];
            }
            return last + 1;
        }
    }

    /// <summary>Whether elements follow each other in row-major order without gaps.</summary>
    public bool IsRowMajor => Matches(RowMajor([.. Dims]));

    /// <summary>Dense, the last axis innermost.</summary>
    public static TensorLayout RowMajor(ReadOnlySpan<long> dims) => InOrder(dims, Arrays.Indices(dims.Length));

    /// <summary>Dense, axis 1 (channels) innermost: NHWC for a tensor whose axes are N, C, H, W.</summary>
    public static TensorLayout ChannelsLast(ReadOnlySpan<long> dims) =>
        InOrder(dims, dims.Length < 3 ? Arrays.Indices(dims.Length) : [0, .. Arrays.Indices(dims.Length).AsSpan(2), 1]);

    /// <summary>Dense, axes from outermost to innermost in the given order.</summary>
    public static TensorLayout InOrder(ReadOnlySpan<long> dims, ReadOnlySpan<int> order)
    {
        var strides = new long[dims.Length];
        long step = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = step;
            step *= Math.Max(1, dims[order[i]]);
        }
        return new(dims.ToArray(), strides);
    }

    /// <summary>Axes from outermost to innermost. Axes of size 1 keep their place as in row-major order.</summary>
    public int[] Order()
    {
        int[] order = Arrays.Indices(Rank);
        // Axes of size 1 have no stride of their own, so only the others are sorted, among their places.
        int[] real = Array.FindAll(order, k => Dims[k] > 1), sorted = [.. real];
        Array.Sort(sorted, (a, b) => Strides[a] == Strides[b] ? a - b : Strides[b].CompareTo(Strides[a]));
        for (int i = 0; i < real.Length; i++) order[real[i]] = sorted[i];
        return order;
    }

    /// <summary>Whether both put every element at the same place: strides of axes of size 1 do not count.</summary>
    public bool Matches(TensorLayout other)
    {
        if (!Dims.Equals(other.Dims)) return false;
        for (int k = 0; k < Rank; k++)
            if (Dims[k] > 1 && Strides[k] != other.Strides[k]) return false;
        return true;
    }

    /// <summary>Whether the axes have the same order in both, from outermost to innermost. Axes of size 1 may stand
    /// anywhere.</summary>
    public bool HasOrderOf(TensorLayout other)
    {
        return Real(this).AsSpan().SequenceEqual(Real(other));

        static int[] Real(TensorLayout layout) => Array.FindAll(layout.Order(), k => layout.Dims[k] > 1);
    }

    /// <summary>Whether neighbors along the other's innermost axis have the same distance in both. An axis of size 1
    /// has no neighbors.</summary>
    public bool HasInnermostOf(TensorLayout other)
    {
        int innermost = Array.FindLast(other.Order(), k => other.Dims[k] > 1);
        return Rank == 0 || Dims[innermost] == 1 || Strides[innermost] == other.Strides[innermost];
    }

    /// <summary>Axes in another order: axis i of the result is axis <c>permutation[i]</c>.</summary>
    public TensorLayout Permute(ReadOnlySpan<int> permutation)
    {
        long[] dims = new long[Rank], strides = new long[Rank];
        for (int i = 0; i < Rank; i++) (dims[i], strides[i]) = (Dims[permutation[i]], Strides[permutation[i]]);
        return new(dims, strides);
    }

    /// <summary>The same elements in row-major order under other sizes, or null if that cannot be said with strides or the sizes hold
    /// another number of elements.</summary>
    public TensorLayout? TryReshape(ReadOnlySpan<long> dims)
    {
        long wanted = 1;
        foreach (long size in dims) wanted = SaturatingMath.Multiply(wanted, size);
        if (wanted != Count) return null;
        if (Count == 0) return RowMajor(dims);
        // Runs of axes that are dense among themselves are cut or joined freely; each new axis must stay within one run.
        var old = new List<(long Size, long Stride)>();
        for (int k = 0; k < Rank; k++)
        {
            if (Dims[k] == 1) continue;
            if (old.Count > 0 && old[^1].Stride == Dims[k] * Strides[k] && Strides[k] != 0) old[^1] = (old[^1].Size * Dims[k], Strides[k]);
            else if (old.Count > 0 && old[^1].Stride == 0 && Strides[k] == 0) old[^1] = (old[^1].Size * Dims[k], 0);
            else old.Add((Dims[k], Strides[k]));
        }
        var strides = new long[dims.Length];
        int run = old.Count - 1;
        long left = run >= 0 ? old[run].Size : 1, stride = run >= 0 ? old[run].Stride : 1;
        for (int k = dims.Length - 1; k >= 0; k--)
        {
            if (dims[k] == 1)
            {
                strides[k] = stride;
                continue;
            }
            if (left == 1 && run > 0) (left, stride) = old[--run];
            if (left % dims[k] != 0) return null;
            strides[k] = stride;
            left /= dims[k];
            stride *= dims[k];
        }
        return new(dims.ToArray(), strides);
    }

    /// <summary>For example <c>[1,64,56,56]</c>, followed by the order of its axes if that is not row-major.</summary>
    public override string ToString() => IsRowMajor ? $"[{string.Join(',', Dims)}]" : $"[{string.Join(',', Dims)}]/({string.Join(',', Strides)})";
}
