using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Window attributes that convolutions and pooling operators share, one value for each spatial axis, and the
/// sizes that follow from them. An empty list stands for the default.</summary>
public sealed record SpatialGeometry(ValueArray<long> Kernel, ValueArray<long> Strides, ValueArray<long> Dilations,
    ValueArray<long> Pads, string AutoPad = "NOTSET", bool Ceil = false)
{
    /// <summary>Spatial axes that are supported; a limit for hostile models.</summary>
    public const int MostAxes = 32;

    // Above this no window makes sense and products would leave 64 bits.
    private const long Largest = int.MaxValue;

    /// <summary>What <c>auto_pad</c> says.</summary>
    public AutoPad Mode => AutoPad switch
    {
        "VALID" => Ops.AutoPad.Valid,
        "SAME_UPPER" => Ops.AutoPad.SameUpper,
        "SAME_LOWER" => Ops.AutoPad.SameLower,
        _ => Ops.AutoPad.NotSet,
    };

    /// <summary>Whether the sizes of input and stride choose the padding.</summary>
    public bool IsSame => Mode is Ops.AutoPad.SameUpper or Ops.AutoPad.SameLower;

    /// <summary>Sizes after sliding over the axes from the third on, or null without rank.</summary>
    public Shape? Infer(InferContext ctx, Shape? input)
    {
        if (input is null) return null;
        XinException Fail(string because) => ctx.Error(because).AsShapeError();
        Check(input.Rank - 2, Fail);
        return Shape.Of([.. input.Dims[..2], .. Arrays.Make(Kernel.Count, i => OutputSize(input[i + 2], i, Fail))]);
    }

    /// <summary>The windows of each spatial axis of an input with concrete sizes, channels first.</summary>
    public AxisWindow[] Windows(ReadOnlySpan<long> input, Func<string, XinException> fail)
    {
        Check(input.Length - 2, fail);
        var windows = new AxisWindow[Kernel.Count];
        for (int i = 0; i < windows.Length; i++)
        {
            long size = input[i + 2], output = OutputSize(size, i, fail).Value;
            windows[i] = Padded(new(size, output, Kernel[i], Stride(i), Dilation(i)), i);
        }
        return windows;
    }

    /// <summary>As above, for an operator that runs.</summary>
    public AxisWindow[] Windows(EvalContext ctx, ReadOnlySpan<long> input) =>
        Windows(input, because => ctx.Error(because).AsRunError());

    /// <summary>Sizes of the output for windows of an input.</summary>
    public static long[] OutputDims(ReadOnlySpan<long> input, AxisWindow[] windows) =>
        [.. input[..2], .. windows.Select(w => w.Out)];

    /// <summary>Windows that fit along an axis.</summary>
    public Dim OutputSize(Dim input, int axis, Func<string, XinException> fail)
    {
        if (IsSame) return Dim.CeilDiv(input, Stride(axis));
        var (begin, end) = Pad(axis);
        long extent = Extent(axis), stride = Stride(axis);
        // Rounded up, but a window must not begin beyond the input and its left padding.
        var size = Ceil && Mode == Ops.AutoPad.NotSet
            ? Dim.CeilDiv(input + begin + Math.Min(0, end - extent + stride), stride)
            : Dim.FloorDiv(input + begin + end - extent, stride) + 1;
        Dim padded = input + begin + end;
        return size is not { IsConstant: true, Value: < 0 or > Largest } ? size : throw fail(
            $"the window takes {extent} elements of spatial axis {axis}, but the padded axis has {padded}");
    }

    /// <summary>Throws if the attributes do not fit so many spatial axes, or are too large for products of 64
    /// bits.</summary>
    public void Check(int axes, Func<string, XinException> fail)
    {
        if (axes != Kernel.Count)
            throw fail($"the kernel has {Kernel.Count} sizes, but the input has {Math.Max(0, axes)} spatial axes");
        if (axes > MostAxes) throw fail($"windows have at most {MostAxes} axes, but this one has {axes}");
        if (AutoPad is not ("NOTSET" or "" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            throw fail($"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, but it is '{AutoPad}'");
        Check("kernel_shape", Kernel, axes, 1, fail);
        Check("strides", Strides, axes, 1, fail);
        Check("dilations", Dilations, axes, 1, fail);
        if (Mode == Ops.AutoPad.NotSet) Check("pads", Pads, 2 * axes, 0, fail);
    }

    /// <summary>The window of an axis with its padding, given the sizes of input and output.</summary>
    public AxisWindow Padded(AxisWindow window, int axis)
    {
        var (begin, end) = Pad(axis);
        if (!IsSame) return window with { PadBegin = begin, PadEnd = end };
        return Split(window, (window.Out - 1) * window.Stride + window.Extent - window.In);
    }

    /// <summary>The window with so much padding in all; of an odd number <c>auto_pad</c> says where the larger part
    /// is.</summary>
    public AxisWindow Split(AxisWindow window, long padding)
    {
        long total = Math.Max(0, padding), begin = Mode == Ops.AutoPad.SameUpper ? total / 2 : total - total / 2;
        return window with { PadBegin = begin, PadEnd = total - begin };
    }

    /// <summary>Step of the window along an axis.</summary>
    public long Stride(int axis) => Strides.IsEmpty ? 1 : Strides[axis];

    /// <summary>Distance of the taps along an axis.</summary>
    public long Dilation(int axis) => Dilations.IsEmpty ? 1 : Dilations[axis];

    /// <summary>Elements from the first to the last tap along an axis.</summary>
    public long Extent(int axis) => (Kernel[axis] - 1) * Dilation(axis) + 1;

    /// <summary>What the attribute <c>pads</c> says, if it counts.</summary>
    public (long Begin, long End) Pad(int axis) =>
        Mode != Ops.AutoPad.NotSet || Pads.IsEmpty ? (0, 0) : (Pads[axis], Pads[axis + Kernel.Count]);

    private static void Check(string name, ValueArray<long> values, int count, long least,
        Func<string, XinException> fail)
    {
        if (!values.IsEmpty && values.Count != count)
            throw fail($"'{name}' needs {count} values, but it has {values.Count}");
        foreach (long value in values)
            if (value < least || value > Largest)
                throw fail($"every value of '{name}' must be {least} to {Largest}, but one is {value}");
    }
}
