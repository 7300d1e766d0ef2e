using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Transposed convolutions over one to three spatial axes with constant filters.</summary>
/// <remarks>One phase for each ordinary convolution that <see cref="ConvTransposeForm"/> finds; it writes every stride-th plane, row and
/// pixel of the output. Everything else is as in <see cref="ConvKernel"/>.</remarks>
internal sealed class ConvTransposeKernel : KernelGenerator
{
    private const int MostParts = 36;

    /// <inheritdoc/>
    public override string Name => "conv-transpose";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: ConvTransposeOp } fused) return Refusal.OtherOperator;
        if (ConvForm.WhyNot(problem, fused) is { } reason) return reason;
        int parts = ConvTransposeForm.Parts(ConvForm.Sizes(problem, fused)).Count;
        return parts > MostParts ? $"it would be {parts} convolutions" : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ContractionTactics.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var problems = Read(problem, target);
        return problems.Count == 0 ? [Tactic.Of(("outputs", 1), ("vectors", 1))] : ContractionTactics.Of(problems.MaxBy(p => p.Flops)!, target);
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => ConvForm.Plan(problem, channelsFirst: false);

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var sizes = ConvForm.Sizes(problem, fused);
        var types = ConvTransposeForm.Parts(sizes).Select(p => PanelPacking.Type(Filters(p.Part, sizes),
            Depth(p.Part, sizes), sizes.OutputChannels, target.Lanes));
        return new([fused.AnchorInputs[1]], [.. types], () => Pack(problem, tactic, target));
    }

    private static List<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var sizes = ConvForm.Sizes(problem, fused);
        var w = problem.Inputs[fused.AnchorInputs[1]]!.Constant!;
        float[] items = w.Span<float>().ToArray();
        long channels = sizes.InputChannels, filters = sizes.OutputChannels, width = w.Dim(-1), plane = w.Rank > 3 ? w.Dim(-2) * width : width, volume = w.Rank > 4 ? w.Dim(2) * plane : plane;
        var packed = new List<Tensor>();
        foreach (var (part, tapsZ, tapsY, tapsX) in ConvTransposeForm.Parts(sizes))
        {
            long columns = part.X.Window.Kernel, ofPlane = part.Y.Window.Kernel * columns;
            packed.Add(PanelPacking.Pack(Filters(part, sizes), Depth(part, sizes), (int)filters, ContractionTactics.Vectors(tactic, target), target.Lanes, (o, k, n) =>
            {
                var (alike, g) = (o / sizes.Groups, o % sizes.Groups);
                var (tap, channel) = (k / channels, k % channels);
                int z = tapsZ[alike / part.X.Alike / part.Y.Alike][tap / ofPlane];
                int y = tapsY[alike / part.X.Alike % part.Y.Alike][tap % ofPlane / columns], x = tapsX[alike % part.X.Alike][tap % columns];
                return items[((g * channels + channel) * filters + n) * volume + z * plane + y * width + x];
            }));
        }
        return packed;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [.. Read(problem, target).Select(p => ContractionTactics.Phase(p, tactic, target))];

    private static long Filters(ConvPart part, ConvProblem sizes) => part.Alike * sizes.Groups;

    private static long Depth(ConvPart part, ConvProblem sizes) => part.Taps * sizes.InputChannels;

    private static List<ContractionProblem> Read(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var sizes = ConvForm.Sizes(problem, fused);
        return [.. ConvTransposeForm.Parts(sizes).Select(p => ConvForm.Read(problem, sizes, p.Part, channelsFirst: false, target))];
    }
}
