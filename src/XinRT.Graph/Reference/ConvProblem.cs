using XinRT.Ops;

namespace XinRT.Reference;

/// <summary>A convolution with concrete sizes, channels first. Channel counts are those of one group; spatial arrays
/// have one entry per axis, at least one.</summary>
public sealed class ConvProblem(int batch, int groups, int inputChannels, int outputChannels, AxisWindow[] windows)
{
    /// <summary>Images.</summary>
    public int Batch { get; } = batch;

    /// <summary>Groups that do not see each other.</summary>
    public int Groups { get; } = groups;

    /// <summary>Input channels of one group.</summary>
    public int InputChannels { get; } = inputChannels;

    /// <summary>Output channels of one group.</summary>
    public int OutputChannels { get; } = outputChannels;

    /// <summary>Input sizes.</summary>
    public int[] Input { get; } = Array.ConvertAll(windows, w => checked((int)w.In));

    /// <summary>Output sizes.</summary>
    public int[] Output { get; } = Array.ConvertAll(windows, w => checked((int)w.Out));

    /// <summary>Window of each axis.</summary>
    public AxisWindow[] Windows { get; } = windows;

    /// <summary>Elements of one input channel.</summary>
    public int InputPlane { get; } = windows.Aggregate(1, (a, b) => checked(a * (int)b.In));

    /// <summary>Elements of one output channel.</summary>
    public int OutputPlane { get; } = windows.Aggregate(1, (a, b) => checked(a * (int)b.Out));

    /// <summary>Taps of the kernel.</summary>
    public int Taps { get; } = windows.Aggregate(1, (a, b) => checked(a * (int)b.Kernel));

    /// <summary>Whether each output reads just the input at its own place.</summary>
    public bool IsPointwise { get; } = windows.All(w => w is { Kernel: 1, Stride: 1, PadBegin: 0, PadEnd: 0 });
}
