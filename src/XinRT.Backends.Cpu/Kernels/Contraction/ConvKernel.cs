using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Convolutions over one to three spatial axes with constant filters, with any stride, dilation, padding and
/// groups of more than one channel.</summary>
/// <remarks>Input and output are channels-last, with any distance from pixel to pixel. Pixels are rows of a matrix
/// product whose sum runs over taps and channels, taken from the input in place: no window is copied. Filters are
/// packed into panels <c>[tap z][tap y][tap x][channel]</c>. A convolution of one tap without padding is a plain matrix
/// product over all pixels. A first layer of few channels may also be read channels-first, as it comes from the model's
/// input; then the sum runs over channels, tap y, tap x. Tiles and borders: <see cref="TileEmitter"/>. With one tap and
/// few filters the results are dot products of pixels and filters as they lie in memory: <see cref="DotEmitter"/>. A
/// scale of the input's channels is worked into a copy of the filters first (<see cref="PanelScaling"/>), which costs
/// less than a pass over the image.</remarks>
internal sealed class ConvKernel : KernelGenerator
{
    /// <summary>Most channels of an input that may be read channels-first.</summary>
    private const int FewChannels = 4;

    /// <inheritdoc/>
    public override string Name => "conv";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.AnchoredOrScaled is not { Anchor: ConvOp op } fused) return Refusal.OtherOperator;
        if (ConvForm.WhyNot(problem, fused) is { } reason) return reason;
        if (op.Group > 1 && problem.Inputs[fused.AnchorInputs[1]]!.Layout.Dims[1] == 1) return "every group has a single channel";
        return fused.Scale >= 0 ? PanelScaling.WhyNot(problem, fused) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) =>
        [.. ContractionTactics.Parameters, "planes"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var input = problem.Inputs[fused.AnchorInputs[0]]!.Layout;
        List<(ContractionProblem, double)> forms = [(Read(problem, false, target), 0)];
        if (MayBeDots(problem, fused, target)) forms.Add((ReadDots(problem, target), 0));
        List<Tactic> tactics = [.. ContractionTactics.Of(forms, target).Select(t => t.With("planes", 0))];
        if (!MayReadPlanes(problem, fused)) return tactics;
        var planes = ContractionTactics.Of(Read(problem, true, target), target).Select(t => t.With("planes", 1));
        bool atHand = input.Strides[1] != 1 && input.Strides[^1] == 1;
        return atHand ? [.. planes, .. tactics] : [.. tactics, .. planes];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var plan = ConvForm.Plan(problem, ReadsPlanes(problem, fused, tactic));
        return fused.Scale < 0 ? plan : plan with { WorkspaceBytes = PanelScaling.Bytes(problem, fused, target) };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var w = problem.Inputs[fused.AnchorInputs[1]]!.Layout;
        long groups = ((ConvOp)fused.Anchor!).Group, depth = 1;
        for (int axis = 1; axis < w.Rank; axis++) depth *= w.Dims[axis];
        var type = IsDots(problem, fused, tactic, target) ? new(DType.F32, Shape.Of([w.Dims[0] * depth]))
            : PanelPacking.Type(groups, depth, (int)(w.Dims[0] / groups), target.Lanes);
        return new([fused.AnchorInputs[1]], [type], () => Pack(problem, tactic, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var w = problem.Inputs[fused.AnchorInputs[1]]!.Constant!;
        long channels = w.Dim(1), taps = w.Count / Math.Max(1, w.Dim(0) * channels), groups = ((ConvOp)fused.Anchor!).Group;
        long filters = w.Dim(0) / groups;
        if (IsDots(problem, fused, tactic, target)) return [w.Reshape(w.Count)];
        float[] items = w.Span<float>().ToArray();
        bool planes = ReadsPlanes(problem, fused, tactic);
        return [PanelPacking.Pack(groups, taps * channels, (int)filters, ContractionTactics.Vectors(tactic, target), target.Lanes, (g, k, n) =>
        {
            var (tap, channel) = planes ? (k % taps, k / taps) : (k / channels, k % channels);
            return items[((g * filters + n) * channels + channel) * taps + tap];
        })];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var form = IsDots(problem, fused, tactic, target) ? ReadDots(problem, target)
            : Read(problem, ReadsPlanes(problem, fused, tactic), target);
        var product = ContractionTactics.Phase(form, tactic, target);
        return fused.Scale < 0 ? [product] : [PanelScaling.Phase(problem, fused, ContractionTactics.Vectors(tactic, target), target), product];
    }

    private static ContractionProblem Read(KernelProblem problem, bool channelsFirst, CpuTarget target)
    {
        var fused = problem.AnchoredOrScaled!;
        var sizes = ConvForm.Sizes(problem, fused);
        return ConvForm.Read(problem, sizes, ConvForm.Whole(sizes), channelsFirst, target);
    }

    // Filters as they are.
    private static ContractionProblem ReadDots(KernelProblem problem, CpuTarget target)
    {
        var read = Read(problem, false, target);
        var outer = read.B.Outer.Select(step => step == 0 ? 0L : (long)read.K * read.N).ToArray();
        return read with { B = new(PanelForm.Columns, read.B.Argument, outer, 1, read.K) };
    }

    // A product of matrices of which one has few columns.
    private static bool MayBeDots(KernelProblem problem, AnchoredForm fused, CpuTarget target)
    {
        var sizes = ConvForm.Sizes(problem, fused);
        var part = ConvForm.Whole(sizes);
        return fused.Scale < 0 && part.X.Window.IsPlain && part.Y.Window.IsPlain && part.Z.Window.IsPlain
            && DotEmitter.Suits(sizes.OutputChannels, target);
    }

    private static bool IsDots(KernelProblem problem, AnchoredForm fused, Tactic tactic, CpuTarget target) =>
        ContractionTactics.IsDot(tactic) && MayBeDots(problem, fused, target);

    // Scaled filters keep the channels of a tap together.
    private static bool MayReadPlanes(KernelProblem problem, AnchoredForm fused)
    {
        var input = problem.Inputs[fused.AnchorInputs[0]]!.Layout;
        return input.Rank <= 4 && input.Dims[1] is > 1 and <= FewChannels && ((ConvOp)fused.Anchor!).Group == 1 && fused.Scale < 0;
    }

    private static bool ReadsPlanes(KernelProblem problem, AnchoredForm fused, Tactic tactic) =>
        tactic.OneOf("planes", MayReadPlanes(problem, fused) ? [0, 1] : [0]) != 0;
}
