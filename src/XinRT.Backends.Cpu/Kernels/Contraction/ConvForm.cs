using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Reads Conv nodes of one or two spatial axes as <see cref="ContractionProblem"/>.</summary>
internal static class ConvForm
{
    /// <summary>The sizes of a convolution.</summary>
    public static ConvProblem Sizes(KernelProblem problem, ConvOp op, int x, int w)
    {
        long[] input = [.. problem.Inputs[x]!.Layout.Dims], weight = [.. problem.Inputs[w]!.Layout.Dims];
        var output = problem.Outputs[0]!.Layout.Dims;
        XinException Fail(string because) => new BackendException("XIN7002", problem.Node.ToString(), because);
        var mode = SpatialWindow.ParseMode(op.AutoPad, Fail);
        var windows = SpatialWindow.Read(weight.AsSpan(2), op.Strides, op.Dilations, op.Pads, mode, Fail);
        for (int i = 0; i < windows.Length; i++) windows[i] = windows[i].Padded(input[i + 2], mode);
        return new((int)input[0], (int)op.Group, (int)weight[1], (int)(weight[0] / op.Group),
            [.. input.Skip(2).Select(d => (int)d)], [.. output.Skip(2).Select(d => (int)d)], windows);
    }

    /// <summary>The problem with the layouts it has now, which are channels-last, or for the input channels-first.</summary>
    public static ContractionProblem Read(KernelProblem problem, bool channelsFirst, CpuTarget target)
    {
        var fused = FusedNode.Of(problem.Node)!;
        var arguments = KernelArguments.Of(problem);
        int input = fused.AnchorInputs[0];
        var sizes = Sizes(problem, (ConvOp)fused.Anchor!, input, fused.AnchorInputs[1]);
        TensorLayout a = problem.Inputs[input]!.Layout, c = problem.Outputs[0]!.Layout;
        int? bias = fused.AnchorInputs.Count > 2 && fused.AnchorInputs[2] >= 0 ? fused.AnchorInputs[2] : null;
        int[] operands = [.. fused.Epilogue.Operands];
        bool flat = sizes.Input.Length == 1;
        TapWindow x = Window(sizes, sizes.Input.Length - 1), y = flat ? TapWindow.Plain(1) : Window(sizes, 0);

        // Steps along batch, group, y, x, n.
        long panels = PanelPacking.Size((long)sizes.Taps * sizes.InputChannels, sizes.OutputChannels, target.Lanes);
        long[] stepsA = Steps(a.Strides, sizes.InputChannels, flat), inputA = [.. stepsA];
        (stepsA[2], stepsA[3]) = (stepsA[2] * y.Step, stepsA[3] * x.Step);
        List<long[]> steps = [stepsA, [0, panels, 0, 0, 0], Steps(c.Strides, sizes.OutputChannels, flat)];
        if (bias is { } b) steps.Add([0, sizes.OutputChannels * problem.Inputs[b]!.Layout.Strides[0], 0, 0, sizes.OutputChannels * sizes.Groups == 1 ? 0 : 1]);
        foreach (int i in operands) steps.Add(Steps(BroadcastSteps.Of(problem.Inputs[i]!.Layout, c.Rank), sizes.OutputChannels, flat));

        var axes = new LoopAxes();
        long[] At(int axis) => [.. steps.Select(s => s[axis])];
        axes.Add(sizes.Groups, At(1));
        axes.Add(sizes.Batch, At(0));
        (long Count, long[] Steps) axisX = (x.Outputs, At(3)), axisY = (y.Outputs, At(2));
        if (x.IsPlain && y.IsPlain)
        {
            // A matrix product: images, rows and columns are rows of it.
            axes.Add(axisY.Count, axisY.Steps);
            axes.Add(axisX.Count, axisX.Steps);
            axisX = axes.TakeInnermost(1, steps.Count);
            axisY = axes.TakeInnermost(1, steps.Count);
            (x, y) = (TapWindow.Plain(axisX.Count), TapWindow.Plain(axisY.Count));
        }
        TileOperand Operand(int argument, int index) =>
            new(argument, axes.Of(index), axisY.Steps[index], axisX.Steps[index], steps[index][4]);
        long channel = a.Dims[1] == 1 ? 1 : a.Strides[1];
        return new()
        {
            Outer = axes.Counts, Y = y, X = x, N = sizes.OutputChannels,
            Sources = channelsFirst ? sizes.InputChannels : 1, K = channelsFirst ? 1 : sizes.InputChannels,
            A = Operand(KernelArguments.Input(input), 0) with { N = 0, Offset = -(y.Pad * inputA[2] + x.Pad * inputA[3]) },
            Steps = new(channelsFirst ? channel : 0, inputA[2] * y.Dilation, inputA[3] * x.Dilation, channelsFirst ? 0 : channel),
            B = new(PanelForm.Packed, arguments.Packed(0), axes.Of(1)),
            C = Operand(arguments.Output(0), 2) with { N = 1 },
            Initial = bias is { } addend ? Operand(KernelArguments.Input(addend), 3) : null,
            Epilogue = fused.Epilogue,
            Operands = operands.Select((operand, k) => (operand, k)).ToDictionary(o => o.operand,
                o => Operand(KernelArguments.Input(o.operand), o.k + (bias is null ? 3 : 4))),
        };
    }

    private static TapWindow Window(ConvProblem sizes, int axis)
    {
        var w = sizes.Windows[axis];
        return new(sizes.Output[axis], sizes.Input[axis], (int)w.Kernel, (int)w.Stride, (int)w.Dilation, (int)w.PadBegin);
    }

    // From the axes of a tensor to batch, group, y, x, n; a group has so many channels.
    private static long[] Steps(IReadOnlyList<long> strides, int channels, bool flat) =>
        [strides[0], channels * strides[1], flat ? 0 : strides[2], strides[^1], strides[1] == 0 ? 0 : 1];
}
