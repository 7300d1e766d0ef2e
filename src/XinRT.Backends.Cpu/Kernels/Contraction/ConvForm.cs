using XinRT.Fusion;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Reads convolutions of one to three spatial axes, and transposed ones, as <see cref="ContractionProblem"/>.</summary>
internal static class ConvForm
{
    private const int IndexB = 1, Axes = 6;

    /// <summary>Why a node is not taken that is a convolution of either kind, or null.</summary>
    public static string? WhyNot(KernelProblem problem, AnchoredForm fused)
    {
        if (problem.Outputs.Count != 1 || problem.Outputs[0] is not { } c) return "there is not just one result";
        if (problem.WhyNotAll(DType.F32) is { } other) return other;
        var w = problem.Inputs[fused.AnchorInputs[1]]!;
        if (w.Constant is null) return "the filters are not constant";
        if (w.Layout.Rank is < 3 or > 5) return $"it has {w.Layout.Rank - 2} spatial axes, but one to three are served";
        return fused.Epilogue.Operands.Any(i => problem.Inputs[i]!.Layout.Rank > c.Layout.Rank) ? "an operand has more axes than the result" : null;
    }

    /// <summary>Layouts for a convolution: channels-last, but for an input that is read channels-first.</summary>
    public static KernelPlan Plan(KernelProblem problem, bool channelsFirst)
    {
        var fused = problem.AnchoredOrScaled!;
        var c = problem.Outputs[0]!.Layout;
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        var x = inputs[fused.AnchorInputs[0]]!;
        if (!channelsFirst && x.Dims[1] > 1 && x.Strides[1] != 1) inputs[fused.AnchorInputs[0]] = TensorLayout.ChannelsLast([.. x.Dims]);
        if (fused.Scale >= 0) inputs[fused.Scale] = BroadcastSteps.Readable(inputs[fused.Scale]!, c.Rank, 1);
        var overwrites = new List<int>();
        foreach (int i in fused.Epilogue.Operands)
        {
            inputs[i] = BroadcastSteps.Readable(inputs[i]!, c.Rank, 1);
            if (inputs[i]!.Dims.Equals(c.Dims) && i != fused.AnchorInputs[0] && i != fused.Scale) overwrites.Add(i);
        }
        var output = TensorLayout.ChannelsLast([.. c.Dims]);
        // With a single pixel the order of axes does not say that channels are innermost.
        return new() { Inputs = inputs, Outputs = [output], WritesStrided = output.Order()[^1] == 1, Overwrites = overwrites };
    }

    /// <summary>The sizes of a Conv or ConvTranspose. Channels are those of one group, inputs those of X.</summary>
    public static ConvProblem Sizes(KernelProblem problem, AnchoredForm fused)
    {
        var x = problem.Inputs[fused.AnchorInputs[0]]!.Layout.Dims.Span;
        var w = problem.Inputs[fused.AnchorInputs[1]]!.Layout.Dims.Span;
        XinException Fail(string because) => new BackendException("XIN7002", problem.Node.ToString(), because);
        return fused.Anchor is ConvTransposeOp t
            ? new((int)x[0], (int)t.Group, (int)(w[0] / t.Group), (int)w[1], t.Windows(x, w, Fail))
            : fused.Anchor is ConvOp c ? new((int)x[0], (int)c.Group, (int)w[1], (int)(w[0] / c.Group), c.Windows(x, w, Fail))
            : throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>All of a Conv.</summary>
    public static ConvPart Whole(ConvProblem sizes)
    {
        PartAxis Axis(int axis) => new(sizes.Windows[axis]);
        int axes = sizes.Windows.Length;
        return new(axes < 3 ? PartAxis.Single : Axis(0), axes < 2 ? PartAxis.Single : Axis(axes - 2), Axis(axes - 1));
    }

    /// <summary>Part of a convolution with the layouts it has now. Sizes give batch, groups and channels.</summary>
    public static ContractionProblem Read(KernelProblem problem, ConvProblem sizes, ConvPart part, bool channelsFirst, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var arguments = KernelArguments.Of(problem);
        TensorLayout a = problem.Inputs[fused.AnchorInputs[0]]!.Layout, c = problem.Outputs[0]!.Layout;
        int? bias = fused.AnchorInputs.Count > 2 && fused.AnchorInputs[2] >= 0 ? fused.AnchorInputs[2] : null;
        int[] operands = [.. fused.Epilogue.Operands];
        int filters = sizes.OutputChannels;
        var (z, y, x) = (part.Z.Window, part.Y.Window, part.X.Window);
        long panels = PanelPacking.Size(part.Taps * sizes.InputChannels, filters, target.Lanes);

        // Filters that are scaled for each image lie in the workspace, one set after the other.
        bool scaled = fused.Scale >= 0;
        long set = scaled && problem.Inputs[fused.Scale]!.Layout.Dims[0] > 1 ? sizes.Groups * panels : 0;

        // Steps along batch, group, z, y, x, n.
        long[] inputA = Steps(a.Strides, sizes.InputChannels);
        List<long[]> steps = [inputA, new long[Axes], Steps(c.Strides, filters)];
        if (bias is { } b) steps.Add([0, filters * problem.Inputs[b]!.Layout.Strides[0], 0, 0, 0, filters * sizes.Groups == 1 ? 0 : 1]);
        foreach (int i in operands) steps.Add(Steps(BroadcastSteps.Of(problem.Inputs[i]!.Layout, c.Rank), filters));

        // Along each axis of loops A and B have steps of their own; the others move with the output.
        long[] Moving(int axis, long ofA, long ofB, long times = 1) =>
            [.. steps.Select((s, operand) => operand == 0 ? ofA : operand == IndexB ? ofB : s[axis] * times)];
        var axes = new LoopAxes();
        axes.Add(part.Z.Alike, Moving(2, 0, (long)part.Y.Alike * part.X.Alike * sizes.Groups * panels));
        axes.Add(part.Y.Alike, Moving(3, 0, part.X.Alike * sizes.Groups * panels));
        axes.Add(part.X.Alike, Moving(4, 0, sizes.Groups * panels));
        axes.Add(sizes.Groups, Moving(1, inputA[1], panels));
        axes.Add(sizes.Batch, Moving(0, inputA[0], set));
        (long Count, long[] Steps) axisY = (y.Out, Moving(3, inputA[3] * y.Stride, 0, part.Y.Step));
        (long Count, long[] Steps) axisX = (x.Out, Moving(4, inputA[4] * x.Stride, 0, part.X.Step));
        long offset = -(z.PadBegin * inputA[2] + y.PadBegin * inputA[3] + x.PadBegin * inputA[4]);
        long[] alongZ = Moving(2, inputA[2] * z.Stride, 0, part.Z.Step);
        SourceWindow? sources = null;
        if (z.IsPlain) axes.Add(z.Out, alongZ);
        else sources = new(axes.AddApart(z.Out, alongZ), z);
        if (x.IsPlain && y.IsPlain)
        {
            // A matrix product: images, rows and columns are rows of it.
            axes.Add(axisY.Count, axisY.Steps);
            axes.Add(axisX.Count, axisX.Steps);
            axisX = axes.TakeInnermost(IndexB, steps.Count);
            axisY = axes.TakeInnermost(IndexB, steps.Count);
            (x, y) = (AxisWindow.Plain(axisX.Count), AxisWindow.Plain(axisY.Count));
        }
        // A single filter has any step one likes: that of the pixels lets results of several pixels be one vector.
        long StepOfN(int index) => filters > 1 ? steps[index][5] : axisX.Steps[index] == 1 ? 1 : 0;
        TileOperand Operand(int argument, int index) => new(argument, axes.Of(index), axisY.Steps[index], axisX.Steps[index],
            StepOfN(index),
            part.Z.First * steps[index][2] + part.Y.First * steps[index][3] + part.X.First * steps[index][4]);
        long channel = a.Dims[1] == 1 ? 1 : a.Strides[1];
        return new()
        {
            Outer = axes.Counts, Y = y, X = x, N = filters,
            Sources = channelsFirst ? sizes.InputChannels : (int)z.Kernel, SourceWindow = sources,
            K = channelsFirst ? 1 : sizes.InputChannels,
            A = Operand(KernelArguments.Input(fused.AnchorInputs[0]), 0) with { N = 0, Offset = offset },
            Steps = new(channelsFirst ? channel : inputA[2] * z.Dilation, inputA[3] * y.Dilation, inputA[4] * x.Dilation, channelsFirst ? 0 : channel),
            B = new(PanelForm.Packed, scaled ? arguments.Workspace : arguments.Packed(part.Packed), axes.Of(IndexB)),
            C = Operand(arguments.Output(0), 2) with { N = 1 },
            Initial = bias is { } addend ? Operand(KernelArguments.Input(addend), 3) : null,
            Epilogue = fused.Epilogue,
            Operands = Arrays.Indices(operands.Length).ToDictionary(i => operands[i],
                i => Operand(KernelArguments.Input(operands[i]), i + (bias is null ? 3 : 4))),
        };
    }

    // From the axes of a tensor to batch, group, z, y, x, n; a group has so many channels.
    private static long[] Steps(IReadOnlyList<long> strides, int channels) =>
    [
        strides[0], channels * strides[1], strides.Count > 4 ? strides[2] : 0, strides.Count > 3 ? strides[^2] : 0, strides[^1],
        strides[1] == 0 ? 0 : 1,
    ];
}
