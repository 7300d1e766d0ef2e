namespace XinRT.Reference;

/// <summary>The windows that slide along one axis: output <c>o</c> reads the inputs <c>o·stride - padBegin + k·dilation</c>
/// for <c>k</c> below the kernel size, as far as they exist.</summary>
public readonly record struct AxisWindow(long In, long Out, long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd)
{
    /// <summary>One output that is the only input: an axis that is not there.</summary>
    public static AxisWindow Single { get; } = new(1, 1, 1, 1, 1, 0, 0);

    /// <summary>First input that exists in the window of an output, and how many follow at the distance of the dilation.</summary>
    public (int First, int Count) Taps(long output)
    {
        long start = output * Stride - PadBegin;
        long skip = start < 0 ? (-start + Dilation - 1) / Dilation : 0;
        long end = Math.Min(Kernel, start >= In ? 0 : (In - start + Dilation - 1) / Dilation);
        return end <= skip ? (0, 0) : ((int)(start + skip * Dilation), (int)(end - skip));
    }

    /// <summary>Whether the input exists that lies so far behind the first position of an output's window.</summary>
    public bool Exists(long output, long distance) => output * Stride - PadBegin + distance is var at && at >= 0 && at < In;

    /// <summary>How many kernel positions lie on the input or its padding; less than the kernel size only in a last
    /// window that ceil mode lets run over the end.</summary>
    public long PaddedCount(long output)
    {
        long start = output * Stride - PadBegin, limit = In + PadEnd;
        return Math.Clamp((limit - start + Dilation - 1) / Dilation, 0, Kernel);
    }
}
