namespace XinRT.Ops;

/// <summary>The windows that slide along one axis: output <c>o</c> reads the inputs <c>o·stride − padBegin +
/// k·dilation</c> for each tap <c>k</c> below the kernel size, as far as they exist. Padding may be negative.</summary>
public readonly record struct AxisWindow(
    long In, long Out, long Kernel, long Stride = 1, long Dilation = 1, long PadBegin = 0, long PadEnd = 0)
{
    /// <summary>One output that is the only input: an axis that is not there.</summary>
    public static AxisWindow Single { get; } = Plain(1);

    /// <summary>Elements from the first to the last that a window touches.</summary>
    public long Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>Whether no tap ever lies outside of the input.</summary>
    public bool IsInside => Out == 0 || Kernel == 0 || (PadBegin <= 0 && Start(Out - 1) + Extent <= In);

    /// <summary>Whether there is one tap and it never lies outside of the input.</summary>
    public bool IsPlain => Kernel == 1 && IsInside;

    /// <summary>Every output reads the input at its own place.</summary>
    public static AxisWindow Plain(long count) => new(count, count, 1);

    /// <summary>The taps of an output that lie in the input.</summary>
    public TapRange Inside(long output)
    {
        long start = Start(output), begin = start < 0 ? (-start + Dilation - 1) / Dilation : 0;
        long end = Math.Min(Kernel, start >= In ? 0 : (In - start + Dilation - 1) / Dilation);
        return begin >= end ? default : new((int)begin, (int)end);
    }

    /// <summary>First input that exists in the window of an output, and how many follow at the distance of the
    /// dilation.</summary>
    public (int First, int Count) Taps(long output) => Inside(output) is { Count: > 0 } taps
        ? ((int)(Start(output) + taps.Begin * Dilation), taps.Count) : (0, 0);

    /// <summary>Whether the input exists that lies so far behind the first position of an output's window.</summary>
    public bool Exists(long output, long distance) => Start(output) + distance is var at && at >= 0 && at < In;

    /// <summary>How many taps lie on the input or its padding; less than the kernel size only in a last window that
    /// ceil mode lets run over the end.</summary>
    public long PaddedCount(long output) =>
        Math.Clamp((In + PadEnd - Start(output) + Dilation - 1) / Dilation, 0, Kernel);

    private long Start(long output) => output * Stride - PadBegin;
}

/// <summary>Taps <c>Begin ≤ t &lt; End</c>.</summary>
public readonly record struct TapRange(int Begin, int End)
{
    /// <summary>How many they are.</summary>
    public int Count => End - Begin;

    /// <summary>Whether a tap is one of them.</summary>
    public bool Has(int tap) => tap >= Begin && tap < End;
}
