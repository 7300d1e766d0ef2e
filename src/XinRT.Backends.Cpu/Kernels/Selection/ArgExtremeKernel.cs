using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>Places of the largest or smallest elements along an axis.</summary>
/// <remarks>
/// <para>Elements become integer keys (<see cref="SortKeyEmitter"/>). Each lane has the best key so far and its place. If the axis is
/// innermost in memory, lanes are neighbors along it and are joined at the end: the best key of all, then the first (or last) place
/// among the lanes that have it. If not, lanes are results that lie beside each other, and none are joined.</para>
/// <para>In the second form the last vector of a row overlaps the one before.</para>
/// </remarks>
internal sealed class ArgExtremeKernel : KernelGenerator
{
    private const long TaskBytes = 64 << 10;

    /// <inheritdoc/>
    public override string Name => "arg-extreme";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not (ArgMaxOp or ArgMinOp)) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Outputs[0] is not { } y) return "an operand is missing";
        if (x.DType != DType.F32) return "only float32 is compared";
        if (x.Layout.Rank == 0) return "there is no axis";
        if (y.Layout.Count == 0) return "there is nothing to compute";
        return x.Layout.Dims[Axis(problem)] > int.MaxValue / 8 ? "the axis is too long" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (x, y) = (problem.Inputs[0]!.Layout, problem.Outputs[0]!.Layout);
        int axis = Axis(problem);
        int[] order = x.Order();
        int innermost = Array.FindLast(order, k => x.Dims[k] > 1);
        if (x.Count > 1 && x.Strides[innermost] != 1) x = TensorLayout.InOrder(x.Dims.Span, order);
        bool keeps = x.Rank == y.Rank;
        int OfResult(int k) => keeps || k < axis ? k : k - 1;
        int[] kept = [.. order.Where(k => keeps || k != axis).Select(OfResult)];
        // Larger strides leave results beside each other only along the last axis of all.
        bool staysDense = innermost == axis || innermost < 0 || kept[^1] == OfResult(innermost);
        return new() { Inputs = [x], Outputs = [TensorLayout.InOrder(y.Dims.Span, kept)], WritesStrided = staysDense };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (x, y) = (problem.Inputs[0]!.Layout, problem.Outputs[0]!.Layout);
        int axis = Axis(problem);
        var axes = new List<LoopAxis>();
        foreach (int k in x.Order().Where(k => k != axis && x.Dims[k] > 1))
            axes.Add(LoopAxis.Of(x.Dims[k], 4 * x.Strides[k], 8 * y.Strides[x.Rank == y.Rank || k < axis ? k : k - 1]));
        axes = LoopNest.Collapse(axes);
        long size = x.Dims[axis], step = 4 * x.Strides[axis];
        bool isRow = size == 1 || step == 4 || axes.Count == 0;
        var row = isRow ? new LoopAxis(1, []) : axes[^1];
        if (!isRow) axes.RemoveAt(axes.Count - 1);
        var cut = isRow ? null : LoopNest.Cut(ref row, Math.Max(target.Lanes, TaskBytes / (4 * size)), target.Lanes);
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], 4 * size * row.Count, TaskBytes, 2);
        int output = KernelArguments.Of(problem).Output(0);
        double work = (isRow ? (size + target.Lanes - 1) / target.Lanes * target.Lanes + 4 * target.Lanes : size) * (double)y.Count * 12;
        return [new(nest.Tasks, work / target.Flops, asm =>
        {
            asm.Free(asm.Argument(3));
            var place = asm.NewSlot();
            asm.ForEachTask(task =>
            {
                Gpr from = asm.NewGpr(), to = asm.NewGpr();
                asm.Load64(from, At(asm.Argument(0), KernelArguments.Input(0)));
                asm.Load64(to, At(asm.Argument(0), output));
                nest.Emit(asm, task, [from, to], 1, offsets =>
                {
                    Mem source = At(from, offsets[0]), result = At(to, offsets[1]);
                    if (isRow) Row(asm, problem, size, source, result, place);
                    else LoopNest.Strips(asm, row, source, result, (f, t) => Columns(asm, problem, (size, step), f, t, (int)Math.Min(row.Count, asm.Lanes)));
                });
                asm.Free(from, to);
            });
            asm.Return();
        })];
    }

    private static int Axis(KernelProblem problem)
    {
        long axis = problem.Node.Op is ArgMaxOp max ? max.Axis : ((ArgMinOp)problem.Node.Op).Axis;
        return (int)(axis < 0 ? axis + problem.Inputs[0]!.Layout.Rank : axis);
    }

    private static bool TakesLast(KernelProblem problem) => problem.Node.Op is ArgMaxOp { SelectLastIndex: true } or ArgMinOp { SelectLastIndex: true };

    private static void Columns(VectorAssembler asm, KernelProblem problem, (long Size, long Step) axis, Mem source, Mem result, int count)
    {
        Vec best = asm.NewVec(), place = asm.NewVec(), x = asm.NewVec(), index = asm.NewVec(), one = asm.NewVec();
        var keys = new SortKeyEmitter(asm, problem.Node.Op is ArgMaxOp, nanWins: true);
        var at = asm.NewGpr();
        asm.Address(at, source);
        asm.Broadcast(best, int.MinValue);
        asm.Zero(place);
        asm.Zero(index);
        asm.Broadcast(one, 1);
        asm.Repeat(axis.Size, () =>
        {
            TypedLanes.Access(asm, x, At(at), DType.F32, count, isStore: false);
            keys.Emit(x);
            Take(asm, problem, best, place, x, index);
            asm.AddI(index, index, one);
            asm.Add(at, axis.Step);
        });
        asm.Free(at);
        asm.Free(best, x, one);
        asm.Zero(index);
        TypedLanes.StorePairs(asm, place, index, result, count);
        asm.Free(place, index);
    }

    private static void Take(VectorAssembler asm, KernelProblem problem, Vec best, Vec place, Vec key, Vec index)
    {
        var better = asm.NewMask();
        asm.CompareI(better, key, TakesLast(problem) ? Condition.GreaterOrEqual : Condition.Greater, best);
        asm.Select(place, better, index, place);
        asm.Select(best, better, key, best);
        asm.Free(better);
    }

    private static void Row(VectorAssembler asm, KernelProblem problem, long size, Mem source, Mem result, Mem slot)
    {
        Vec best = asm.NewVec(), place = asm.NewVec(), x = asm.NewVec(), index = asm.NewVec(), step = asm.NewVec();
        var keys = new SortKeyEmitter(asm, problem.Node.Op is ArgMaxOp, nanWins: true);
        var at = asm.NewGpr();
        asm.Address(at, source);
        asm.Broadcast(best, int.MinValue);
        asm.Zero(place);
        asm.Load(index, asm.Table(Arrays.Indices(asm.Lanes)));
        asm.Broadcast(step, asm.Lanes);
        asm.Repeat(size / asm.Lanes, () =>
        {
            asm.Load(x, At(at));
            keys.Emit(x);
            Take(asm, problem, best, place, x, index);
            asm.AddI(index, index, step);
            asm.Add(at, asm.VectorBytes);
        });
        if ((int)(size % asm.Lanes) is > 0 and var rest)
        {
            var tail = asm.FirstLanes(rest);
            asm.Load(x, At(at), tail);
            keys.Emit(x);
            asm.Broadcast(step, int.MinValue);
            asm.Select(x, tail, x, step);
            Take(asm, problem, best, place, x, index);
            asm.Free(tail);
        }
        // Places of lanes that have less than the best do not count.
        bool last = TakesLast(problem);
        asm.Move(x, best);
        Across(asm, x, index, step, isMax: true);
        var winners = asm.NewMask();
        asm.CompareI(winners, best, Condition.Equal, x);
        asm.Broadcast(step, last ? -1 : int.MaxValue);
        asm.Select(place, winners, place, step);
        asm.Free(winners);
        Across(asm, place, index, step, last);
        asm.StoreScalar(slot, place);
        asm.Load32(at, slot);
        asm.Store64(result, at);
        asm.Free(at);
        asm.Free(best, place, x, index, step);
    }

    // Largest or smallest lane, in all lanes.
    private static void Across(VectorAssembler asm, Vec v, Vec other, Vec order, bool isMax)
    {
        for (int distance = asm.Lanes / 2; distance > 0; distance /= 2)
        {
            asm.Load(order, asm.Table(Arrays.Make(asm.Lanes, i => i ^ distance)));
            asm.Permute(other, v, order);
            if (isMax) asm.MaxI(v, v, other);
            else asm.MinI(v, v, other);
        }
    }
}
