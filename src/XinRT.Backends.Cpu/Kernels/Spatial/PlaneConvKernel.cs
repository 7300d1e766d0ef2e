using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Convolution of few planes, such as a signal or a color image, with constant filters; the results are planes
/// one after the other.</summary>
/// <remarks>The general convolution has filters in its lanes, so that a model that wants planes has to turn all results
/// around. Layout, loops and registers: <see cref="PlaneConv"/>.</remarks>
internal sealed class PlaneConvKernel : KernelGenerator
{
    private const long MostChannels = 4;

    /// <inheritdoc/>
    public override string Name => "plane-conv";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: ConvOp conv } node) return Refusal.OtherOperator;
        return Refusal.OfSpecialCase(WhyNot(problem, node, conv));
    }

    private static string? WhyNot(KernelProblem problem, AnchoredForm node, ConvOp conv)
    {
        if (SpatialProblem.WhyNot(problem, node) is { } reason) return reason;
        if (conv.Group != 1) return "there are several groups";
        var w = problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims;
        if (w.Count > 4) return "it has volumes";
        if (w[1] > MostChannels) return $"it has more than {MostChannels} channels";
        return SpatialProblem.WhyNotPacked(problem, node);
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        long workspace = new PlaneConv(Read(problem, node), target).WorkspaceBytes;
        return PlaneOperands.Plan(problem, node) with { WorkspaceBytes = workspace };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var w = problem.Inputs[problem.Anchored!.AnchorInputs[1]]!.Layout;
        int block = PlaneConv.BlockOf(w.Dims[0], target);
        long blocks = (w.Dims[0] + block - 1) / block;
        var shape = Shape.Of([blocks, 1 + w.Count / Math.Max(1, w.Dims[0]), block]);
        return new(SpatialProblem.PackedInputs(problem.Anchored!), [new(DType.F32, shape)],
            () => Pack(problem, tactic, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var weights = problem.Inputs[node.AnchorInputs[1]]!.Constant!;
        int filters = (int)weights.Dims[0], taps = weights.Count / Math.Max(1, filters);
        int block = PlaneConv.BlockOf(filters, target);
        var packed = Tensor.Zeros(DType.F32, (filters + block - 1) / block, 1 + taps, block);
        ReadOnlySpan<float> w = weights.ToSingles(), bias = SpatialProblem.BiasValues(problem, node);
        var to = packed.Span<float>();
        for (int f = 0; f < filters; f++)
        {
            int at = f / block * (1 + taps) * block + f % block;
            to[at] = bias[f];
            for (int k = 0; k < taps; k++) to[at + (1 + k) * block] = w[f * taps + k];
        }
        return [packed];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        new PlaneConv(Read(problem, problem.Anchored!), target).Phases();

    private static SpatialProblem Read(KernelProblem problem, AnchoredForm node) =>
        SpatialProblem.Of(problem, node);
}
