using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Convolution of channels-last images with constant weights whose groups of channels do not fill whole vectors;
/// depthwise convolution, with any number of filters for each channel, is the case of groups of one channel.</summary>
/// <remarks>
/// <para>Lanes are output channels of adjacent groups, so no lane is idle: in step j each lane is given channel j of its own
/// group, by a permutation of one or two vectors of the input, or by two broadcasts (<see cref="LaneSources"/>). It is made once for each input
/// column and used by all taps that touch it. With one filter per channel nothing is permuted.</para>
/// <para>Loops, tail and padding as in <see cref="RowSweep"/>. The weights of one row of the window (or of a part of a
/// wide one) are in registers while the row is used, the other registers but a few are accumulators: 26 for depthwise 3×3
/// with 31 registers, so a tap row takes 28 + 3 loads for 78 multiply-adds at stride 1.</para>
/// <para>Constants: for each vector of channels the bias, then the taps plane by plane, row by row, in each row (or part of
/// a row) channel by channel of the group, one vector each; channels beyond the last are 0.</para>
/// </remarks>
internal sealed class GroupConvKernel : KernelGenerator
{
    /// <summary>Part of idle lanes up to which groups are better computed one by one, each with vectors of its own;
    /// a vector of a single group is better off here.</summary>
    private const double MostIdle = 0.15;

    /// <summary>The same if what is brought into the lanes is used once.</summary>
    private const double MostIdleOfOneUse = 0.4;

    /// <inheritdoc/>
    public override string Name => "group-conv";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: ConvOp conv } node) return Refusal.OtherOperator;
        if (SpatialProblem.WhyNot(problem, node) is { } reason) return reason;
        var w = problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims;
        // A single filter of one tap is a product of a matrix and a vector.
        bool single = w[0] == 1 && (w[1] == 1 || w.Skip(2).Any(size => size > 1));
        if (conv.Group == 1 && !single) return "there is one group only";
        var sources = Sources(w, conv, target);
        if (w[1] > 1 && sources.Outputs != target.Lanes && Idle(sources) <= (UsesOfColumn(w, conv) > 1 ? MostIdle : MostIdleOfOneUse))
            return $"groups of {sources.Outputs} filters leave few lanes idle";
        int windows = target.Has(CpuFeatures.PairPermutes) ? 2 : 1;
        if (sources.Reach > windows * target.Lanes && !sources.IsPair)
            return $"groups of {w[1]} channels with {sources.Outputs} filters each are too far apart";
        return SpatialProblem.WhyNotPacked(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["rows"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        bool rows = RowSweep.PrefersRows(Read(problem), target);
        return [Tactic.Of(("rows", rows ? 1 : 0)), Tactic.Of(("rows", rows ? 0 : 1))];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        SpatialProblem.Plan(problem, problem.Anchored!);

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var w = problem.Inputs[problem.Anchored!.AnchorInputs[1]]!.Layout;
        long taps = 1;
        for (int axis = 1; axis < w.Rank; axis++) taps *= w.Dims[axis];
        var shape = Shape.Of([(w.Dims[0] + target.Lanes - 1) / target.Lanes, 1 + taps, target.Lanes]);
        return new(SpatialProblem.PackedInputs(problem.Anchored!), [new(DType.F32, shape)],
            () => Pack(problem, tactic, target));
    }

    private static IReadOnlyList<Tensor> Pack(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var weights = problem.Inputs[node.AnchorInputs[1]]!.Constant!;
        int filters = (int)weights.Dims[0], inputs = (int)weights.Dims[1], columns = (int)weights.Dims[^1], lanes = target.Lanes;
        int each = weights.Count / Math.Max(1, filters), taps = each / inputs, held = Held(columns, target);
        var packed = Tensor.Zeros(DType.F32, (filters + lanes - 1) / lanes, 1 + each, lanes);
        ReadOnlySpan<float> w = weights.ToSingles(), bias = SpatialProblem.BiasValues(problem, node);
        var to = packed.Span<float>();
        for (int c = 0; c < filters; c++)
        {
            int block = c / lanes * (1 + each) * lanes + c % lanes;
            to[block] = bias[c];
            for (int j = 0; j < inputs; j++)
            {
                for (int k = 0; k < taps; k++)
                {
                    int column = k % columns, part = column / held * held, wide = Math.Min(held, columns - part);
                    int at = (k - column + part) * inputs + j * wide + column - part;
                    to[block + (1 + at) * lanes] = w[(c * inputs + j) * taps + k];
                }
            }
        }
        return [packed];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var sources = Sources(problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims, (ConvOp)node.Anchor!, target);
        return new Sweep(Read(problem), sources, target).Phases(tactic.OneOf("rows", 0, 1) != 0);
    }

    /// <summary>A depthwise convolution as <see cref="RowSweep.Strip"/>. Its channels may be a part of those that the operator has.</summary>
    public static KernelPhase Strip(KernelProblem problem, long rows, CpuTarget target)
    {
        var read = Read(problem);
        return new Sweep(read, LaneSources.Same(read.Channels, target.Lanes), target).Strip(rows);
    }

    private static LaneSources Sources(ValueArray<long> w, ConvOp conv, CpuTarget target) =>
        new(w[1], w[0] / conv.Group, conv.Group, target.Lanes);

    // Taps of a row that read the same column, roughly.
    private static double UsesOfColumn(ValueArray<long> w, ConvOp conv) =>
        (double)w[^1] / (conv.Strides.IsEmpty ? 1 : conv.Strides[^1]);

    // Part of the lanes that are idle if each group has vectors of its own.
    private static double Idle(LaneSources sources)
    {
        long vectors = (sources.Outputs + sources.Lanes - 1) / sources.Lanes;
        return 1 - (double)sources.Outputs / (vectors * sources.Lanes);
    }

    // Taps of a row whose weights are in registers at a time: all of it, unless that leaves few accumulators.
    private static int Held(long columns, CpuTarget target) => (int)Math.Min(columns, target.Vecs / 4 + 1);

    private static SpatialProblem Read(KernelProblem problem)
    {
        var node = problem.Anchored!;
        return SpatialProblem.Of(problem, node);
    }

    private sealed class Sweep(SpatialProblem problem, LaneSources sources, CpuTarget target) : RowSweep(problem, target)
    {
        private readonly int _held = Held(problem.Columns.Kernel, target);

        // Vectors of adjacent pixels are far apart, so that no processor foresees those of the next sweep.
        private readonly bool _comesFromFar =
            sources.IsResident && sources.Vectors > 1 && problem.Input.Count * 4 > target.L2Bytes / 2;

        protected override LaneSources Sources => sources;

        protected override long BlockBytes => VectorBytes + Planes.Kernel * Rows.Kernel * TapRowBytes;

        protected override long TapRowBytes => sources.Inputs * Columns.Kernel * VectorBytes;

        protected override int TapRegisters => _held + Temporaries;

        // Two inputs that take turns; or what is loaded, and what is made of it.
        private int Temporaries => sources.Reach > sources.Lanes && !sources.IsPair ? 3 : 2;

        protected override void Start(Frame f, Vec[] sums)
        {
            foreach (var sum in sums) f.Asm.Load(sum, f.WeightsAt(0));
        }

        protected override void TapRow(Frame f, Segment s, Vec[] sums)
        {
            Vec[] weights = f.Asm.NewVecs(_held), inputs = f.Asm.NewVecs(Temporaries);
            if (_comesFromFar)
            {
                foreach (var (column, _) in Uses(s, 0, (int)Columns.Kernel))
                    f.Asm.Prefetch(f.InputAt(ColumnOffset(column) + VectorBytes), PrefetchTarget.L2);
            }
            for (int from = 0; from < Columns.Kernel; from += _held)
            {
                int to = (int)Math.Min(Columns.Kernel, from + _held);
                long before = sources.Inputs > 1 ? 0 : from * VectorBytes;
                f.Asm.Repeat(sources.Inputs, () =>
                {
                    for (int k = from; k < to; k++)
                        f.Asm.Load(weights[k - from], f.WeightsAt(before + (k - from) * VectorBytes));
                    int turn = 0;
                    foreach (var (column, uses) in Uses(s, from, to))
                    {
                        var x = Input(f, inputs, ColumnOffset(column), turn++);
                        foreach (var (j, k) in uses) f.Asm.Fma(sums[j], x, weights[k - from]);
                    }
                    if (sources.Inputs > 1) Step(f, inputs[0], 1, (to - from) * VectorBytes);
                });
                // Back to the first channel of the group; the weights of the next part follow.
                if (sources.Inputs > 1) Step(f, inputs[0], -sources.Inputs, 0);
            }
            if (sources.Inputs > 1) f.Asm.Add(f.Weights, -TapRowBytes);
            f.Asm.Free(weights);
            f.Asm.Free(inputs);
        }

        // Goes some channels on in every group.
        private void Step(Frame f, Vec free, long channels, long weightBytes)
        {
            if (weightBytes != 0) f.Asm.Add(f.Weights, weightBytes);
            if (!sources.IsResident)
            {
                f.Asm.Add(f.Input, channels * 4);
                return;
            }
            f.Asm.Broadcast(free, (int)channels);
            f.Asm.AddI(f.Vector.Pattern!.Value, f.Vector.Pattern.Value, free);
        }

        // What the lanes read of a pixel.
        private Vec Input(Frame f, Vec[] free, long offset, int turn)
        {
            var at = f.InputAt(offset);
            if (f.Vector.Pair is var (first, distance))
            {
                f.Asm.Broadcast(free[0], at);
                f.Asm.Broadcast(free[1], VectorAssembler.At(f.Input, distance, 1, offset));
                f.Asm.Select(free[0], first, free[0], free[1]);
                return free[0];
            }
            if (f.Vector.Pattern is not { } pattern)
            {
                var x = free[turn % free.Length];
                if (sources.IsBroadcast) f.Asm.Broadcast(x, at);
                else f.Load(x, at);
                return x;
            }
            f.Load(free[0], at);
            if (sources.Reach <= sources.Lanes)
            {
                f.Asm.Permute(free[1], free[0], pattern);
                return free[1];
            }
            f.Load(free[1], at + VectorBytes, 1);
            f.Asm.Permute2(free[2], free[0], free[1], pattern);
            return free[2];
        }
    }
}
