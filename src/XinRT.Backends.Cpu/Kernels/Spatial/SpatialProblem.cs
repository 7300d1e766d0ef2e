using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A window operator on images that lie channels-last in memory: [n, c, h, w], [n, c, w] with one
/// row, or [n, c, d, h, w] with planes.</summary>
internal sealed record SpatialProblem(KernelProblem Problem, AnchoredForm Node, AxisWindow Planes, AxisWindow Rows,
    AxisWindow Columns)
{
    /// <summary>Elements of a window.</summary>
    public long Taps => Planes.Kernel * Rows.Kernel * Columns.Kernel;

    /// <summary>The image that is read.</summary>
    public TensorLayout Input => Problem.Inputs[Node.AnchorInputs[0]]!.Layout;

    /// <summary>The image that is written.</summary>
    public TensorLayout Output => Problem.Outputs[0]!.Layout;

    /// <summary>Images.</summary>
    public long Batch => Output.Dims[0];

    /// <summary>Channels of the output.</summary>
    public long Channels => Output.Dims[1];

    /// <summary>Byte strides of the input.</summary>
    public PixelStrides Source => PixelStrides.Of(Input, Input.Rank);

    /// <summary>Byte strides of the output.</summary>
    public PixelStrides Target => PixelStrides.Of(Output, Output.Rank);

    /// <summary>A convolution or pooling with its windows.</summary>
    public static SpatialProblem Of(KernelProblem problem, AnchoredForm node)
    {
        ReadOnlySpan<long> Dims(int slot) => problem.Inputs[node.AnchorInputs[slot]]!.Layout.Dims.Span;
        XinException Fail(string because) => new BackendException("XIN7002", problem.Node.ToString(), because);
        var axes = node.Anchor switch
        {
            ConvOp op => op.Windows(Dims(0), Dims(1), Fail),
            MaxPoolOp op => op.Geometry().Windows(Dims(0), Fail),
            AveragePoolOp op => op.Geometry().Windows(Dims(0), Fail),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new(problem, node, axes.Length < 3 ? AxisWindow.Single : axes[0],
            axes.Length < 2 ? AxisWindow.Single : axes[^2], axes[^1]);
    }

    /// <summary>Why an image operator is not taken, whatever its windows: types, rank, operands.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm node)
    {
        if (problem.Outputs[0] is not { } y) return "nobody wants the result";
        if (y.Layout.Rank is < 3 or > 5)
            return $"one to three spatial axes are supported, but there are {y.Layout.Rank - 2}";
        if (y.DType != DType.F32) return $"only f32 is computed, but the result is {y.DType.Name()}";
        foreach (int i in node.AnchorInputs)
            if (i >= 0 && problem.Inputs[i]!.DType != DType.F32)
                return $"input {i} is {problem.Inputs[i]!.DType.Name()}, not f32";
        return PixelOperands.WhyNot(problem, node);
    }

    /// <summary>Why the weights and bias of a convolution cannot be packed, or null.</summary>
    public static string? WhyNotPacked(KernelProblem problem, AnchoredForm node)
    {
        if (problem.Inputs[node.AnchorInputs[1]]!.Constant is null) return "the weights are not constant";
        return Bias(node) is { } b && problem.Inputs[b]!.Constant is null ? "the bias is not constant" : null;
    }

    /// <summary>Inputs whose contents are packed: weights and bias.</summary>
    public static IReadOnlyList<int> PackedInputs(AnchoredForm node) =>
        Bias(node) is { } b ? [node.AnchorInputs[1], b] : [node.AnchorInputs[1]];

    /// <summary>The bias of a convolution, or zeros; as many values as there are filters.</summary>
    public static float[] BiasValues(KernelProblem problem, AnchoredForm node) =>
        Bias(node) is { } b ? problem.Inputs[b]!.Constant!.ToSingles().ToArray()
            : new float[problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims[0]];

    /// <summary>Channels-last images; epilogue operands wherever lanes are adjacent or equal.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm node)
    {
        var y = problem.Outputs[0]!.Layout;
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        foreach (int i in node.Epilogue.Operands) inputs[i] = PixelOperands.Readable(inputs[i]!, y.Rank);
        int x = node.AnchorInputs[0];
        inputs[x] = PixelOperands.Readable(inputs[x]!, inputs[x]!.Rank);
        return new()
        {
            Inputs = inputs,
            Outputs = [TensorLayout.ChannelsLast(y.Dims.Span)],
            // A single column of pixels does not show that channels are to be innermost.
            WritesStrided = y.Dims[^1] > 1,
            Overwrites = [.. node.Epilogue.Operands.Where(i => i != x && inputs[i]!.Dims.Equals(y.Dims))],
        };
    }

    private static int? Bias(AnchoredForm node) =>
        node.AnchorInputs.Count > 2 && node.AnchorInputs[2] >= 0 ? node.AnchorInputs[2] : null;
}
