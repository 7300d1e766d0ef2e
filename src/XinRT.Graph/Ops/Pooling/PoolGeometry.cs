using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Window attributes that all pooling operators share, and the output sizes that follow from them.</summary>
public sealed record PoolGeometry(ValueArray<long> Kernel, ValueArray<long> Strides, ValueArray<long> Dilations,
    ValueArray<long> Pads, string AutoPad = "NOTSET", bool Ceil = false)
{
    // Above this no window makes sense and products would leave 64 bits.
    private const long Largest = int.MaxValue;

    /// <summary>Sizes after pooling the axes from the third on, or null without rank.</summary>
    public Shape? Infer(InferContext ctx, Shape? input)
    {
        if (input is null) return null;
        if (Contradiction(input.Rank) is { } problem) throw ctx.Error(problem).AsShapeError();
        var dims = input.Dims.ToArray();
        for (int i = 0; i < Kernel.Count; i++)
        {
            dims[i + 2] = Size(dims[i + 2], i);
            if (dims[i + 2].IsConstant && dims[i + 2].Value < 0) throw TooSmall(ctx.Error, i, input[i + 2].Value).AsShapeError();
        }
        return Shape.Of(dims);
    }

    /// <summary>The windows of each spatial axis of an input with concrete sizes.</summary>
    public AxisWindow[] Windows(EvalContext ctx, ReadOnlySpan<long> input)
    {
        if (Contradiction(input.Length) is { } problem) throw ctx.Error(problem).AsRunError();
        var windows = new AxisWindow[Kernel.Count];
        for (int i = 0; i < windows.Length; i++)
        {
            long size = input[i + 2], output = Size(size, i).Value;
            if (output < 0) throw TooSmall(ctx.Error, i, size).AsRunError();
            var (begin, end) = Padding(size, output, i);
            windows[i] = new(size, output, Kernel[i], Stride(i), Dilation(i), begin, end);
        }
        return windows;
    }

    /// <summary>Sizes of the output for windows of an input.</summary>
    public static long[] OutputDims(ReadOnlySpan<long> input, AxisWindow[] windows) =>
        [.. input[..2], .. windows.Select(w => w.Out)];

    private Dim Size(Dim input, int i)
    {
        if (AutoPad is "SAME_UPPER" or "SAME_LOWER") return Dim.CeilDiv(input, Stride(i));
        var (begin, end) = Padding(0, 0, i);
        if (!Ceil || AutoPad == "VALID") return Dim.FloorDiv(input + begin + end - Extent(i), Stride(i)) + 1;

        // Rounded up, but a window must not begin beyond the input and its left padding.
        return Dim.CeilDiv(input + begin + Math.Min(0, end - Extent(i) + Stride(i)), Stride(i));
    }

    private (long Begin, long End) Padding(long input, long output, int i)
    {
        if (AutoPad == "VALID") return (0, 0);
        if (AutoPad == "NOTSET") return Pads.IsEmpty ? (0, 0) : (Pads[i], Pads[i + Kernel.Count]);
        long total = Math.Max(0, (output - 1) * Stride(i) + Extent(i) - input);
        return AutoPad == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
    }

    private long Stride(int i) => Strides.IsEmpty ? 1 : Strides[i];

    private long Dilation(int i) => Dilations.IsEmpty ? 1 : Dilations[i];

    private long Extent(int i) => (Kernel[i] - 1) * Dilation(i) + 1;

    private string? Contradiction(int rank)
    {
        int axes = rank - 2;
        if (axes != Kernel.Count) return $"kernel_shape has {Kernel.Count} sizes, but the input has {Math.Max(0, axes)} spatial axes";
        if (AutoPad is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            return $"auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, but it is '{AutoPad}'";
        return Wrong("kernel_shape", Kernel, axes, 1) ?? Wrong("strides", Strides, axes, 1)
            ?? Wrong("dilations", Dilations, axes, 1) ?? Wrong("pads", Pads, 2 * axes, 0);
    }

    private static string? Wrong(string name, ValueArray<long> values, int count, long least)
    {
        if (values.IsEmpty) return null;
        if (values.Count != count) return $"{name} must have {count} values, but it has {values.Count}";
        foreach (long value in values)
            if (value < least || value > Largest) return $"{name} must be {least} to {Largest}, but one value is {value}";
        return null;
    }

    private OpError TooSmall(Func<string, OpError> error, int i, long size) =>
        error($"the window takes {Extent(i)} elements of spatial axis {i}, but the padded axis has {size + Padding(size, 1, i).Begin + Padding(size, 1, i).End}");
}
