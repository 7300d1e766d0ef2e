using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Moves blocks of neighboring elements between listed places: the one loop behind gather, scatter, compress,
/// unique and top-k.</summary>
public static class BlockMove
{
    private const int Grain = 1 << 15;

    /// <summary>Block <c>i</c> of the destination becomes the block at element <c>from[i]</c> of the source.</summary>
    public static void Gather(Tensor src, ReadOnlyMemory<long> from, int block, Tensor dst, Workers threads = default)
    {
        CheckTypes(src, dst);
        CheckPlaces(src, from.Span, block);
        ParallelRange.For(threads, from.Length, Math.Max(1, Grain / Math.Max(1, block)), (begin, end) =>
        {
            switch (src.DType.SizeInBytes())
            {
                case 0: Gather<string>(src.Strings, from.Span, begin, end, block, dst.Strings); break;
                case 1: Gather<byte>(src.Span<byte>(), from.Span, begin, end, block, dst.Span<byte>()); break;
                case 2: Gather<ushort>(src.Span<ushort>(), from.Span, begin, end, block, dst.Span<ushort>()); break;
                case 4: Gather<uint>(src.Span<uint>(), from.Span, begin, end, block, dst.Span<uint>()); break;
                case 8: Gather<ulong>(src.Span<ulong>(), from.Span, begin, end, block, dst.Span<ulong>()); break;
                default: Gather<UInt128>(src.Span<UInt128>(), from.Span, begin, end, block, dst.Span<UInt128>()); break;
            }
        });
    }

    /// <summary>The block at element <c>to[i]</c> of the destination becomes block <c>i</c> of the source; the last one
    /// wins where places repeat.</summary>
    public static void Scatter(Tensor src, long[] to, int block, Tensor dst)
    {
        CheckTypes(src, dst);
        CheckPlaces(dst, to, block);
        switch (src.DType.SizeInBytes())
        {
            case 0: Scatter<string>(src.Strings, to, block, dst.Strings); break;
            case 1: Scatter<byte>(src.Span<byte>(), to, block, dst.Span<byte>()); break;
            case 2: Scatter<ushort>(src.Span<ushort>(), to, block, dst.Span<ushort>()); break;
            case 4: Scatter<uint>(src.Span<uint>(), to, block, dst.Span<uint>()); break;
            case 8: Scatter<ulong>(src.Span<ulong>(), to, block, dst.Span<ulong>()); break;
            default: Scatter<UInt128>(src.Span<UInt128>(), to, block, dst.Span<UInt128>()); break;
        }
    }

    /// <summary>Sets a run of elements to zero, or to the empty string.</summary>
    public static void Clear(Tensor dst, long at, long count)
    {
        int size = dst.DType.SizeInBytes();
        if (size == 0) dst.Strings.Slice((int)at, (int)count).Fill("");
        else dst.Bytes.Span.Slice((int)at * size, (int)count * size).Clear();
    }

    /// <summary>Sets all elements to the single element of another tensor.</summary>
    public static void Fill(Tensor dst, Tensor value) =>
        StridedCopy.Run(value, 0, [0], dst, 0, [1], [dst.Count]);

    private static void Gather<T>(ReadOnlySpan<T> src, ReadOnlySpan<long> from, int begin, int end, int block, Span<T> dst)
    {
        if (block == 1)
            for (int i = begin; i < end; i++) dst[i] = src[(int)from[i]];
        else
            for (int i = begin; i < end; i++) src.Slice((int)from[i], block).CopyTo(dst.Slice(i * block, block));
    }

    private static void Scatter<T>(ReadOnlySpan<T> src, long[] to, int block, Span<T> dst)
    {
        if (block == 1)
            for (int i = 0; i < to.Length; i++) dst[(int)to[i]] = src[i];
        else
            for (int i = 0; i < to.Length; i++) src.Slice(i * block, block).CopyTo(dst.Slice((int)to[i], block));
    }

    private static void CheckTypes(Tensor src, Tensor dst)
    {
        if (src.DType != dst.DType) throw new ArgumentException($"Cannot copy {src.Type} into {dst.Type}.", nameof(dst));
    }

    private static void CheckPlaces(Tensor tensor, ReadOnlySpan<long> places, int block)
    {
        foreach (long at in places)
        {
            if (at < 0 || at > tensor.Count - block)
                throw new ArgumentException($"Elements {at} to {at + block - 1} are outside {tensor.Type}.", nameof(places));
        }
    }
}
