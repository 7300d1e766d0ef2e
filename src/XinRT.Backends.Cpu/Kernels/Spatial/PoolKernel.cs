using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Largest element or mean of each window of an image.</summary>
/// <remarks>
/// <para>An image whose planes lie one after the other may be read and written so (tactic <c>planes</c>):
/// <see cref="PlanePool"/>. What follows is for channels-last images.</para>
/// <para>Loops, tail and padding as in <see cref="RowSweep"/>. A maximum in which a NaN wins: the larger-of instruction
/// keeps a NaN that the accumulator has, and a new one is selected by a mask made once per input column.</para>
/// <para>A mean is a sum times the reciprocal of the count of planes and rows (from their tables) and columns (known per
/// output).</para>
/// </remarks>
internal sealed class PoolKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "pool";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: MaxPoolOp or AveragePoolOp } node)
            return Refusal.OtherOperator;
        if (problem.Outputs.Count > 1 && problem.Outputs[1] is not null)
            return "indices of the largest elements are wanted";
        return SpatialProblem.WhyNot(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["rows", "planes"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var spatial = Read(problem);
        int rows = RowSweep.PrefersRows(spatial, target) ? 1 : 0;
        Tactic[] tactics = [Tactic.Of(("rows", rows)), Tactic.Of(("rows", 1 - rows))];
        if (spatial.Columns.Stride > PlanePool.MostStride) return tactics;
        var planes = Tactic.Of(("planes", 1));
        return PlanePool.Suits(spatial.Input, target) ? [planes, .. tactics] : [.. tactics, planes];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        return ReadsPlanes(problem, tactic) ? PlaneOperands.Plan(problem, node) : SpatialProblem.Plan(problem, node);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var spatial = Read(problem);
        if (ReadsPlanes(problem, tactic))
        {
            Func<AxisWindow, long, long>? count = spatial.Node.Anchor switch
            {
                AveragePoolOp { CountIncludePad: true } => (window, output) => window.PaddedCount(output),
                AveragePoolOp => (window, output) => window.Taps(output).Count,
                _ => null,
            };
            return new PlanePool(spatial, target, count).Phases();
        }
        RowSweep sweep = spatial.Node.Anchor is AveragePoolOp mean
            ? new Mean(spatial, target, mean.CountIncludePad) : new Largest(spatial, target);
        return sweep.Phases(tactic.OneOf("rows", 0, 1) != 0);
    }

    private static bool ReadsPlanes(KernelProblem problem, Tactic tactic) => tactic.Has("planes")
        && tactic.OneOf("planes", Read(problem).Columns.Stride > PlanePool.MostStride ? [0] : [0, 1]) != 0;

    private static SpatialProblem Read(KernelProblem problem) => SpatialProblem.Of(problem, problem.Anchored!);

    private sealed class Largest(SpatialProblem problem, CpuTarget target) : RowSweep(problem, target)
    {
        // Where masks are vector registers, the mask of NaN takes one.
        protected override int TapRegisters => 3;

        protected override void Start(Frame f, Vec[] sums)
        {
            foreach (var sum in sums) f.Asm.Broadcast(sum, float.NegativeInfinity);
        }

        protected override void TapRow(Frame f, Segment s, Vec[] sums)
        {
            Vec[] inputs = f.Asm.NewVecs(2);
            var isNaN = f.Asm.NewMask();
            int turn = 0;
            foreach (var (column, uses) in Uses(s, 0, (int)Columns.Kernel))
            {
                var x = inputs[turn++ % 2];
                f.Load(x, f.InputAt(ColumnOffset(column)));
                f.Asm.Compare(isNaN, x, Condition.NotEqual, x);
                foreach (var (j, _) in uses)
                {
                    f.Asm.Max(sums[j], x, sums[j]);
                    f.Asm.Select(sums[j], isNaN, x, sums[j]);
                }
            }
            f.Asm.Free(isNaN);
            f.Asm.Free(inputs);
        }
    }

    private sealed class Mean(SpatialProblem problem, CpuTarget target, bool countPadding) : RowSweep(problem, target)
    {
        protected override int TapRegisters => 2;

        protected override float Factor(AxisWindow window, long output) =>
            1f / Math.Max(1, countPadding ? window.PaddedCount(output) : window.Taps(output).Count);

        protected override void Start(Frame f, Vec[] sums)
        {
            foreach (var sum in sums) f.Asm.Zero(sum);
        }

        protected override void TapRow(Frame f, Segment s, Vec[] sums)
        {
            Vec[] inputs = f.Asm.NewVecs(2);
            int turn = 0;
            foreach (var (column, uses) in Uses(s, 0, (int)Columns.Kernel))
            {
                var x = inputs[turn++ % 2];
                f.Load(x, f.InputAt(ColumnOffset(column)));
                foreach (var (j, _) in uses) f.Asm.Add(sums[j], sums[j], x);
            }
            f.Asm.Free(inputs);
        }

        protected override void Finish(Frame f, Segment s, Vec[] sums)
        {
            Vec row = f.Asm.NewVec(), column = f.Asm.NewVec();
            f.Asm.Broadcast(row, VectorAssembler.At(f.Row, 12));
            if (Planes != AxisWindow.Single)
            {
                f.Asm.Broadcast(column, f.PlaneFactor);
                f.Asm.Mul(row, row, column);
            }
            long? last = null;
            for (int j = 0; j < sums.Length; j++)
            {
                long count = Math.Max(1,
                    countPadding ? Columns.PaddedCount(s.First + j) : Columns.Taps(s.First + j).Count);
                if (count != last) f.Asm.Broadcast(column, 1f / count);
                last = count;
                f.Asm.Mul(sums[j], sums[j], column);
                f.Asm.Mul(sums[j], sums[j], row);
            }
            f.Asm.Free(row, column);
        }
    }
}
