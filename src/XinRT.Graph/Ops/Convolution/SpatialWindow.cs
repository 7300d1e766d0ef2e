namespace XinRT.Ops;

/// <summary>Window that a convolution or pooling moves along one spatial axis.</summary>
public readonly record struct SpatialWindow(long Kernel, long Stride = 1, long Dilation = 1, long PadBegin = 0, long PadEnd = 0)
{
    /// <summary>Spatial axes that are supported; a limit for hostile models.</summary>
    public const int MostAxes = 32;

    /// <summary>Elements from the first to the last that the window touches.</summary>
    public long Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>Windows that fit into the padded input. Zero or less if not even one does.</summary>
    public Dim OutputSize(Dim input) => Dim.FloorDiv(input + (PadBegin + PadEnd - Extent), Stride) + 1;

    /// <summary>As <see cref="OutputSize(Dim)"/>, but a last window may reach over the end if it begins inside the input or the
    /// padding before it (pooling with <c>ceil_mode</c>).</summary>
    public Dim CeilOutputSize(Dim input) => 1 + Dim.Min(
        Dim.CeilDiv(input + (PadBegin + PadEnd - Extent), Stride),
        Dim.FloorDiv(input + (PadBegin - 1), Stride));

    /// <summary>Output size under <see cref="AutoPad.SameUpper"/> and <see cref="AutoPad.SameLower"/>.</summary>
    public Dim SameOutputSize(Dim input) => Dim.CeilDiv(input, Stride);

    /// <summary>The output size that an <c>auto_pad</c> mode gives.</summary>
    public Dim OutputSize(Dim input, AutoPad mode) =>
        mode is AutoPad.SameUpper or AutoPad.SameLower ? SameOutputSize(input) : OutputSize(input);

    /// <summary>The window with the padding that an <c>auto_pad</c> mode chooses for an input of this size.</summary>
    public SpatialWindow Padded(long input, AutoPad mode)
    {
        if (mode == AutoPad.NotSet) return this;
        if (mode == AutoPad.Valid) return this with { PadBegin = 0, PadEnd = 0 };
        long windows = (input + Stride - 1) / Stride;
        long total = Math.Max(0, (windows - 1) * Stride + Extent - input);
        long less = total / 2, more = total - less;
        return mode == AutoPad.SameUpper ? this with { PadBegin = less, PadEnd = more } : this with { PadBegin = more, PadEnd = less };
    }

    /// <summary>The mode that the text of an <c>auto_pad</c> attribute names.</summary>
    public static AutoPad ParseMode(string text, Func<string, XinException> fail) => text switch
    {
        "NOTSET" or "" => AutoPad.NotSet,
        "VALID" => AutoPad.Valid,
        "SAME_UPPER" => AutoPad.SameUpper,
        "SAME_LOWER" => AutoPad.SameLower,
        _ => throw fail($"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, but it is '{text}'"),
    };

    /// <summary>Windows of all spatial axes from ONNX attributes; an empty list stands for the default. Sizes are limited to
    /// what a 32-bit integer holds, so no later product overflows.</summary>
    public static SpatialWindow[] Read(ReadOnlySpan<long> kernel, ValueArray<long> strides, ValueArray<long> dilations,
        ValueArray<long> pads, AutoPad mode, Func<string, XinException> fail)
    {
        int axes = kernel.Length;
        if (axes > MostAxes) throw fail($"windows have at most {MostAxes} axes, but this one has {axes}");
        Check("strides", strides, axes, 1, fail);
        Check("dilations", dilations, axes, 1, fail);
        if (mode == AutoPad.NotSet) Check("pads", pads, 2 * axes, 0, fail);
        var windows = new SpatialWindow[axes];
        for (int i = 0; i < axes; i++)
        {
            if (kernel[i] < 1 || kernel[i] > int.MaxValue) throw fail($"a kernel must be at least 1 wide, but axis {i} has {kernel[i]}");
            bool padded = mode == AutoPad.NotSet && pads.Count > 0;
            windows[i] = new(kernel[i], strides.Count > 0 ? strides[i] : 1, dilations.Count > 0 ? dilations[i] : 1,
                padded ? pads[i] : 0, padded ? pads[i + axes] : 0);
        }
        return windows;
    }

    private static void Check(string name, ValueArray<long> values, int count, long least, Func<string, XinException> fail)
    {
        if (values.Count != 0 && values.Count != count) throw fail($"'{name}' needs {count} values, but it has {values.Count}");
        foreach (long v in values)
            if (v < least || v > int.MaxValue) throw fail($"every value of '{name}' must be at least {least}, but one is {v}");
    }
}
