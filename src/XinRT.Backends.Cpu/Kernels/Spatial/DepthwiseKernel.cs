using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Depthwise convolution of channels-last images with constant weights, one filter per channel.</summary>
/// <remarks>
/// <para>Loops, tail and padding as in <see cref="RowSweep"/>. The weights of one row of the window (or of a part of a
/// wide one) are in registers while the row is used, the other registers but two are accumulators: 26 for 3×3 with 31
/// registers, so a tap row takes 28 + 3 loads for 78 multiply-adds at stride 1.</para>
/// <para>Constants: for each vector of channels the bias, then the taps row by row, one vector each; channels beyond
/// the last are 0.</para>
/// </remarks>
internal sealed class DepthwiseKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "depthwise";

    /// <inheritdoc/>
    public override string? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (FusedNode.Of(problem.Node) is not { Anchor: ConvOp conv } node) return "not a convolution";
        if (SpatialProblem.WhyNot(problem, node) is { } reason) return reason;
        var w = problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims;
        if (w[1] != 1 || w[0] != conv.Group)
            return $"each channel must have its own filter, but {conv.Group} groups have {w[0]} filters of {w[1]} channels";
        return SpatialProblem.WhyNotPacked(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        bool rows = RowSweep.PrefersRows(Read(problem), target);
        return [Tactic.Of(("rows", rows ? 1 : 0)), Tactic.Of(("rows", rows ? 0 : 1))];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        SpatialProblem.Plan(problem, FusedNode.Of(problem.Node)!);

    /// <inheritdoc/>
    public override IReadOnlyList<int> PackedInputs(KernelProblem problem, Tactic tactic) =>
        SpatialProblem.PackedInputs(FusedNode.Of(problem.Node)!);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> PackedTypes(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var w = problem.Inputs[FusedNode.Of(problem.Node)!.AnchorInputs[1]]!.Layout;
        long taps = 1;
        for (int axis = 1; axis < w.Rank; axis++) taps *= w.Dims[axis];
        return [new(DType.F32, Shape.Of([(w.Dims[0] + target.Lanes - 1) / target.Lanes, 1 + taps, target.Lanes]))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = FusedNode.Of(problem.Node)!;
        var weights = problem.Inputs[node.AnchorInputs[1]]!.Constant!;
        int channels = (int)weights.Dims[0], taps = weights.Count / channels, lanes = target.Lanes;
        var packed = Tensor.Zeros(DType.F32, (channels + lanes - 1) / lanes, 1 + taps, lanes);
        ReadOnlySpan<float> w = weights.ToSingles(), bias = SpatialProblem.BiasValues(problem, node);
        var to = packed.Span<float>();
        for (int c = 0; c < channels; c++)
        {
            int block = c / lanes * (1 + taps) * lanes + c % lanes;
            to[block] = bias[c];
            for (int k = 0; k < taps; k++) to[block + (1 + k) * lanes] = w[c * taps + k];
        }
        return [packed];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        new Sweep(Read(problem), target).Phases(tactic["rows"] != 0);

    /// <summary>See <see cref="RowSweep.Strip"/>.</summary>
    public static KernelPhase Strip(KernelProblem problem, long rows, CpuTarget target) =>
        new Sweep(Read(problem), target).Strip(rows);

    private static SpatialProblem Read(KernelProblem problem)
    {
        var node = FusedNode.Of(problem.Node)!;
        return SpatialProblem.Of(problem, node, (ConvOp)node.Anchor!);
    }

    private sealed class Sweep(SpatialProblem problem, CpuTarget target) : RowSweep(problem, target)
    {
        private const int Temporaries = 2;

        // Taps whose weights are in registers at a time: all of a row, unless that leaves few accumulators.
        private int Held => (int)Math.Min(Columns.Kernel, Vectors / 4 + 1);

        protected override long BlockBytes => (1 + Rows.Kernel * Columns.Kernel) * VectorBytes;

        protected override long TapRowBytes => Columns.Kernel * VectorBytes;

        protected override int TapRegisters => Held + Temporaries;

        protected override void Start(Frame f, Vec[] sums)
        {
            foreach (var sum in sums) f.Asm.Load(sum, VectorAssembler.At(f.Weights));
        }

        protected override void TapRow(Frame f, Segment s, Vec[] sums)
        {
            Vec[] weights = f.Asm.NewVecs(Held), inputs = f.Asm.NewVecs(Temporaries);
            int turn = 0;
            for (int from = 0; from < Columns.Kernel; from += Held)
            {
                int to = (int)Math.Min(Columns.Kernel, from + Held);
                for (int k = from; k < to; k++)
                    f.Asm.Load(weights[k - from], VectorAssembler.At(f.Weights, k * VectorBytes));
                foreach (var (column, uses) in Uses(s, from, to))
                {
                    var x = inputs[turn++ % Temporaries];
                    f.Load(x, VectorAssembler.At(f.Input, ColumnOffset(column)));
                    foreach (var (j, k) in uses) f.Asm.Fma(sums[j], x, weights[k - from]);
                }
            }
            f.Asm.Free(weights);
            f.Asm.Free(inputs);
        }
    }
}
