namespace XinRT.Reference;

/// <summary>Copies a block of elements between two strided views: the one loop behind transpose, slice, concat, expand, pad
/// and tile.</summary>
public static class StridedCopy
{
    /// <summary>Copies <paramref name="dims"/> elements. Strides are in elements and may be 0 (source) or negative; offsets
    /// are those of the first element.</summary>
    public static void Run(Tensor src, long srcOffset, ReadOnlySpan<long> srcStrides,
        Tensor dst, long dstOffset, ReadOnlySpan<long> dstStrides, ReadOnlySpan<long> dims)
    {
        if (src.DType != dst.DType) throw new ArgumentException($"Cannot copy {src.Type} into {dst.Type}.", nameof(dst));
        var plan = Plan.Make(srcStrides, dstStrides, dims);
        switch (src.DType.SizeInBytes())
        {
            case 0: Copy<string>(src.Strings, srcOffset, dst.Strings, dstOffset, plan); break;
            case 1: Copy<byte>(src.Span<byte>(), srcOffset, dst.Span<byte>(), dstOffset, plan); break;
            case 2: Copy<ushort>(src.Span<ushort>(), srcOffset, dst.Span<ushort>(), dstOffset, plan); break;
            case 4: Copy<uint>(src.Span<uint>(), srcOffset, dst.Span<uint>(), dstOffset, plan); break;
            case 8: Copy<ulong>(src.Span<ulong>(), srcOffset, dst.Span<ulong>(), dstOffset, plan); break;
            default: Copy<UInt128>(src.Span<UInt128>(), srcOffset, dst.Span<UInt128>(), dstOffset, plan); break;
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> src, long srcOffset, Span<T> dst, long dstOffset, Plan plan)
    {
        if (plan.Inner == 0) return;
        var index = new long[plan.Dims.Length];
        for (long outer = plan.OuterCount; outer > 0; outer--)
        {
            if (plan.SrcInner == 1 && plan.DstInner == 1)
                src.Slice((int)srcOffset, plan.Inner).CopyTo(dst.Slice((int)dstOffset, plan.Inner));
            else if (plan.SrcInner == 0 && plan.DstInner == 1)
                dst.Slice((int)dstOffset, plan.Inner).Fill(src[(int)srcOffset]);
            else
                for (int i = 0; i < plan.Inner; i++)
                    dst[(int)(dstOffset + i * plan.DstInner)] = src[(int)(srcOffset + i * plan.SrcInner)];

            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                srcOffset += plan.Src[axis];
                dstOffset += plan.Dst[axis];
                if (++index[axis] < plan.Dims[axis]) break;
                srcOffset -= plan.Src[axis] * plan.Dims[axis];
                dstOffset -= plan.Dst[axis] * plan.Dims[axis];
                index[axis] = 0;
            }
        }
    }

    // Axes of size 1 are dropped and neighbors that are contiguous on both sides merged, so the inner loop is long.
    private sealed record Plan(long[] Dims, long[] Src, long[] Dst, int Inner, long SrcInner, long DstInner, long OuterCount)
    {
        public static Plan Make(ReadOnlySpan<long> src, ReadOnlySpan<long> dst, ReadOnlySpan<long> dims)
        {
            var (d, s, t) = (new List<long>(), new List<long>(), new List<long>());
            for (int i = 0; i < dims.Length; i++)
            {
                if (dims[i] == 1) continue;
                if (d.Count > 0 && s[^1] == src[i] * dims[i] && t[^1] == dst[i] * dims[i])
                {
                    (d[^1], s[^1], t[^1]) = (d[^1] * dims[i], src[i], dst[i]);
                    continue;
                }
                d.Add(dims[i]);
                s.Add(src[i]);
                t.Add(dst[i]);
            }
            if (d.Count == 0) return new([], [], [], 1, 1, 1, 1);
            int last = d.Count - 1;
            return new([.. d[..last]], [.. s[..last]], [.. t[..last]], (int)d[last], s[last], t[last], Strides.Count([.. d[..last]]));
        }
    }
}
