using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Running sums along an axis.</summary>
/// <remarks>Lanes lie along the innermost axis if sums run along another one: up to <see cref="MaxVectors"/> sums stay in
/// registers while a task walks the axis. The last vector overlaps the one before. Otherwise, and for 64-bit integers, a task walks
/// rows element by element.</remarks>
internal sealed class CumSumKernel : KernelGenerator
{
    private const int MaxVectors = 4;
    private const long TaskBytes = 64 << 10;

    /// <inheritdoc/>
    public override string Name => "cum-sum";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not CumSumOp) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Outputs[0] is null) return "an operand is missing";
        if (x.DType is not (DType.F32 or DType.I32 or DType.I64)) return $"{x.DType.Name()} is not added";
        if (problem.Inputs[1] is not { Steering: { Count: 1 } axis }) return "the axis must be constant";
        long at = ChosenRows.Axis(axis.ToInt64s()[0], x.Layout.Rank);
        return at >= 0 && at < x.Layout.Rank ? null : "the axis is not one of the input";
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var x = problem.Inputs[0]!.Layout;
        return new() { Inputs = [x, null], Outputs = [TensorLayout.InOrder(x.Dims.Span, x.Order())], WritesStrided = true };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var op = (CumSumOp)problem.Node.Op;
        TensorLayout x = problem.Inputs[0]!.Layout, y = problem.Outputs[0]!.Layout;
        if (y.Count == 0) return [new(0, 0, asm => asm.Return())];
        var type = problem.Inputs[0]!.DType;
        int size = type.SizeInBytes(), axis = (int)ChosenRows.Axis(problem.Inputs[1]!.Steering!.ToInt64s()[0], x.Rank);
        LoopAxis Along(int k) => LoopAxis.Of(y.Dims[k], x.Strides[k] * size, y.Strides[k] * size);
        int[] others = [.. y.Order().Where(k => k != axis && y.Dims[k] > 1)];
        bool isVector = size == 4 && others.Length > 0 && x.Strides[others[^1]] == 1 && y.Strides[others[^1]] == 1;
        var lanes = isVector ? Along(others[^1]) : LoopAxis.Of(1, size, size);
        var cut = LoopNest.Cut(ref lanes, MaxVectors * target.Lanes, target.Lanes);
        var axes = LoopNest.Collapse((isVector ? others[..^1] : others).Select(Along));
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], y.Dims[axis] * lanes.Count * size, TaskBytes);
        double seconds = y.Count * (isVector ? 2.0 * size / target.BytesPerSecond : 1e-9);
        var sums = new Sums(type, op.Exclusive, lanes.Count);
        return [new(nest.Tasks, seconds, asm =>
        {
            asm.ForEachTask(task =>
            {
                Gpr from = asm.NewGpr(), to = asm.NewGpr();
                asm.Load64(from, VectorAssembler.At(asm.Argument(0), KernelArguments.Input(0)));
                asm.Load64(to, VectorAssembler.At(asm.Argument(0), KernelArguments.Of(problem).Output(0)));
                nest.Emit(asm, task, [from, to], 1, offsets =>
                {
                    var along = Along(axis);
                    long first = op.Reverse ? along.Count - 1 : 0, sign = op.Reverse ? -1 : 1;
                    Gpr source = asm.NewGpr(), target = asm.NewGpr();
                    asm.Address(source, VectorAssembler.At(from, offsets[0]));
                    asm.Address(target, VectorAssembler.At(to, offsets[1]));
                    if (first > 0) asm.Add(source, first * along.Steps[0]);
                    if (first > 0) asm.Add(target, first * along.Steps[1]);
                    sums.Walk(asm, source, target, along.Count, sign * along.Steps[0], sign * along.Steps[1]);
                    asm.Free(source, target);
                });
                asm.Free(from, to);
            });
            asm.Return();
        })];
    }

    // Sums of elements that lie side by side, or of a single one.
    private sealed record Sums(DType Type, bool Exclusive, long Count)
    {
        public void Walk(VectorAssembler asm, Gpr source, Gpr target, long rounds, long sourceStep, long targetStep)
        {
            if (Type == DType.I64) Integers(asm, rounds, Round);
            else Lanes(asm, rounds, Round);

            void Round(Action<Mem, Mem> step)
            {
                step(VectorAssembler.At(source), VectorAssembler.At(target));
                asm.Add(source, sourceStep);
                asm.Add(target, targetStep);
            }
        }

        private void Integers(VectorAssembler asm, long rounds, Action<Action<Mem, Mem>> round)
        {
            Gpr sum = asm.NewGpr(), item = asm.NewGpr();
            asm.Set(sum, 0);
            asm.Repeat(rounds, () => round((from, to) =>
            {
                asm.Load64(item, from);
                if (Exclusive) asm.Store64(to, sum);
                asm.Add(sum, item);
                if (!Exclusive) asm.Store64(to, sum);
            }));
            asm.Free(sum, item);
        }

        private void Lanes(VectorAssembler asm, long rounds, Action<Action<Mem, Mem>> round)
        {
            Mask? mask = Count > 1 && Count < asm.Lanes ? asm.FirstLanes((int)Count) : null;
            int[] firsts = [.. Enumerable.Range(0, (int)((Count + asm.Lanes - 1) / asm.Lanes))
                .Select(v => 4 * (int)Math.Min(v * asm.Lanes, Math.Max(0, Count - asm.Lanes)))];
            Vec[] sums = asm.NewVecs(firsts.Length), items = asm.NewVecs(firsts.Length);
            foreach (var sum in sums) asm.Zero(sum);
            asm.Repeat(rounds, () => round((from, to) =>
            {
                for (int v = 0; v < sums.Length; v++) Load(items[v], from + firsts[v]);
                for (int v = 0; v < sums.Length; v++)
                {
                    if (Exclusive) Store(to + firsts[v], sums[v]);
                    if (Type == DType.F32) asm.Add(sums[v], sums[v], items[v]);
                    else asm.AddI(sums[v], sums[v], items[v]);
                    if (!Exclusive) Store(to + firsts[v], sums[v]);
                }
            }));
            asm.Free(sums);
            asm.Free(items);
            if (mask is { } used) asm.Free(used);

            void Load(Vec d, Mem m)
            {
                if (Count == 1) asm.LoadScalar(d, m);
                else if (mask is { } some) asm.Load(d, m, some);
                else asm.Load(d, m);
            }

            void Store(Mem m, Vec a)
            {
                if (Count == 1) asm.StoreScalar(m, a);
                else if (mask is { } some) asm.Store(m, a, some);
                else asm.Store(m, a);
            }
        }
    }
}
