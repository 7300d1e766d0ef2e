namespace XinRT.Reference;

/// <summary>Copies a tensor with its axes in another order.</summary>
public static class Permutation
{
    /// <summary>Axis <c>i</c> of the destination is axis <c>perm[i]</c> of the source, which is read as if it had the sizes
    /// <paramref name="dims"/>.</summary>
    public static void Run(Tensor src, ReadOnlySpan<long> dims, ReadOnlySpan<int> perm, Tensor dst)
    {
        if (dst.Count == 0) return;
        long[] strides = Strides.Of(dims), from = new long[perm.Length], to = new long[perm.Length];
        for (int i = 0; i < perm.Length; i++) (from[i], to[i]) = (strides[perm[i]], dims[perm[i]]);
        StridedCopy.Run(src, 0, from, dst, 0, Strides.Of(to), to);
    }
}
