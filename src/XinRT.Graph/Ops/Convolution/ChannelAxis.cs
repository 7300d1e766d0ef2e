using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Moves the channel axis of a batch of images between [n, c, spatial…] and [n, spatial…, c].</summary>
internal static class ChannelAxis
{
    /// <summary>Sizes with the channels second.</summary>
    public static Shape ToFirst(Shape last) =>
        last.Rank < 3 ? last : Shape.Of([last[0], last[-1], .. last.Dims[1..^1]]);

    /// <summary>Sizes with the channels at the end.</summary>
    public static Shape ToLast(Shape first) => first.Rank < 3 ? first : Shape.Of([first[0], .. first.Dims[2..], first[1]]);

    /// <summary>Sizes with the channels at the end.</summary>
    public static long[] ToLast(ReadOnlySpan<long> first) => first.Length < 3 ? first.ToArray() : [first[0], .. first[2..], first[1]];

    /// <summary>A copy with the channels second.</summary>
    public static Tensor ToFirst(Tensor last)
    {
        if (last.Rank < 3) return last;
        var first = Tensor.Zeros(last.DType, [last.Dims[0], last.Dims[^1], .. last.Dims[1..^1]]);
        StridedCopy.Run(last, 0, Seen(last.Dims), first, 0, Strides.Of(first.Dims), first.Dims);
        return first;
    }

    /// <summary>Copies a tensor with the channels second into one with the channels at the end.</summary>
    public static void CopyToLast(Tensor first, Tensor last) =>
        StridedCopy.Run(first, 0, Strides.Of(first.Dims), last, 0, Seen(last.Dims), first.Dims);

    // Strides of a channel-last tensor in the order of a channel-first one.
    private static long[] Seen(ReadOnlySpan<long> lastDims)
    {
        long[] strides = Strides.Of(lastDims);
        return lastDims.Length < 3 ? strides : [strides[0], strides[^1], .. strides[1..^1]];
    }
}
