using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Reduction;

/// <summary>Reductions over any axes: sums, means, norms, products, extremes.</summary>
/// <remarks>
/// <para>The input's innermost axis in memory decides. If it is reduced, each result folds runs of it in several
/// accumulators, whose lanes are joined at the end. If it stays, vectors lie along it, several beside each other, and
/// no lanes are joined. The other reduced axes are loops around, joined where they are dense.</para>
/// <para>Tasks are rows of the result (single elements in the first form). The result keeps the order of the input's
/// axes.</para>
/// </remarks>
internal sealed class ReduceKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "reduce";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.Anchored;
        if (ReduceForm.Of(problem, fused) is not { } form) return Refusal.OtherOperator;
        if (problem.Outputs[0] is not { } y) return "nobody wants the result";
        if (!form.Reduced.Contains(true)) return "no axis is reduced";
        if (problem.Inputs[fused!.AnchorInputs[0]]!.Layout.Count == 0) return "there is nothing to compute";
        if (y.DType != DType.F32) return "only f32 is computed";
        foreach (int i in fused.Epilogue.Operands.Append(fused.AnchorInputs[0]))
            if (problem.Inputs[i]!.DType != DType.F32) return "only f32 is computed";
        return null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        Plan(problem, problem.Anchored!, ReduceForm.Of(problem, problem.Anchored)!);

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        Emit(problem, problem.Anchored!, ReduceForm.Of(problem, problem.Anchored)!, target);

    /// <summary>Layouts for a reduction of the first operand of an anchor.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm fused, ReduceForm form)
    {
        int main = fused.AnchorInputs[0];
        var inputs = new TensorLayout?[problem.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = problem.Inputs[i]?.Layout;
        if (Innermost(inputs[main]!) < 0)
            inputs[main] = TensorLayout.InOrder(inputs[main]!.Dims.Span, inputs[main]!.Order());
        int[] axes = form.ResultAxes, places = [.. inputs[main]!.Order()];
        int[] order = [.. Enumerable.Range(0, axes.Length).OrderBy(k => axes[k] < 0 ? -1 : Array.IndexOf(places, axes[k]))];
        var y = TensorLayout.InOrder(problem.Outputs[0]!.Layout.Dims.Span, order);
        int[] row = Row(form, inputs[main]!);
        foreach (int i in fused.Epilogue.Operands)
            if (i != main) inputs[i] = RowSpace.Wanted(inputs[i]!, y.Dims.Span, row);
        return new() { Inputs = inputs, Outputs = [y], WritesStrided = RowSpace.StaysDense(y, row) };
    }

    /// <summary>The phase of a reduction of the first operand of an anchor.</summary>
    public static IReadOnlyList<KernelPhase> Emit(KernelProblem problem, AnchoredForm fused, ReduceForm form,
        CpuTarget target)
    {
        int main = fused.AnchorInputs[0];
        TensorLayout x = problem.Inputs[main]!.Layout, y = problem.Outputs[0]!.Layout;
        int[] others = [.. fused.Epilogue.Operands];
        RowOperand[] operands =
        [
            new(KernelArguments.Of(problem).Output(0), y), new(KernelArguments.Input(main), form.Kept(x)),
            .. others.Select(i => new RowOperand(KernelArguments.Input(i), problem.Inputs[i]!.Layout)),
        ];
        int[] row = Row(form, x);
        var space = new RowSpace(y.Dims.Span, row, operands);
        double seconds = 4.0 * x.Count / target.BytesPerSecond;
        long rowsPerTask = space.RowsPerTask(seconds), count = x.Count / y.Count;
        return
        [
            new((space.Rows + rowsPerTask - 1) / rowsPerTask, seconds, asm =>
            {
                var code = new Code(asm, new(asm, form.Kind), fused, space, form.Loops(x), count,
                    i => 2 + Array.IndexOf(others, i));
                if (row.Length == 0) code.EmitFolded(rowsPerTask);
                else code.EmitColumns(rowsPerTask);
            }),
        ];
    }

    // The axis along which elements follow each other; -1 if there is none.
    private static int Innermost(TensorLayout x)
    {
        if (x.Count == 1) return 0;
        for (int k = 0; k < x.Rank; k++)
            if (x.Dims[k] > 1 && x.Strides[k] == 1) return k;
        return -1;
    }

    // The axis of the result that vectors lie along; none if the innermost axis is reduced.
    private static int[] Row(ReduceForm form, TensorLayout x)
    {
        int axis = x.Count == 1 ? -1 : Innermost(x);
        return axis < 0 || form.Reduced[axis] ? [] : [Array.IndexOf(form.ResultAxes, axis)];
    }

    private sealed class Code(VectorAssembler asm, ReduceEmitter reduce, AnchoredForm fused, RowSpace space,
        List<(long Size, long Stride)> loops, long count, Func<int, int> operand)
    {
        private readonly ScalarEmitter _epilogue = new(asm, fused.Epilogue);

        // One result at a time, from runs of the innermost axis.
        public void EmitFolded(long rowsPerTask)
        {
            Vec neutral = asm.NewVec(), x = asm.NewVec();
            int turns = Accumulators(asm.Lanes > 8 ? 4 : 2);
            var pass = new RowPass(asm, loops.Count == 0 ? 1 : loops[^1].Size, turns, unrolled: 8);
            asm.Broadcast(neutral, reduce.Neutral);
            var walk = new RowWalk(asm, space, leave: loops.Count + 4);
            walk.ForEachRow(rowsPerTask, () =>
            {
                Vec[] acc = asm.NewVecs(turns);
                foreach (var a in acc) asm.Move(a, neutral);
                var sums = reduce.Adds ? new PartialSums(asm, acc, pass.Terms * Runs()) : null;
                var at = asm.NewGpr();
                asm.Move(at, walk.Row(1));
                Nest(at, Math.Max(0, loops.Count - 1), pass.TermsLeft, sums, () => pass.Run(v =>
                {
                    v.Load(asm, x, at);
                    if (v.Tail is { } tail && reduce.Neutral != 0) asm.Select(x, tail, x, neutral);
                    reduce.Take(acc[v.Turn], x);
                }, sums));
                asm.Free(at);
                sums?.End();
                pass.Fold(acc, reduce.Join);
                asm.Free(acc);
                reduce.Across(x, acc[0]);
                reduce.Finish(x, count);
                _epilogue.Apply(x, (d, i) => asm.Broadcast(d, VectorAssembler.At(walk.Row(operand(i)))));
                asm.StoreScalar(VectorAssembler.At(walk.Row(0)), x);
            });
            asm.Return();
        }

        // A row of results at a time, several vectors beside each other.
        public void EmitColumns(long rowsPerTask)
        {
            int wide = Accumulators(asm.Lanes > 8 ? 8 : 4);
            long full = space.Length / (wide * asm.Lanes), left = space.Length % (wide * asm.Lanes);
            Mask? tail = left % asm.Lanes == 0 ? null : asm.FirstLanes((int)(left % asm.Lanes));
            var walk = new RowWalk(asm, space, leave: loops.Count + 4);
            walk.ForEachRow(rowsPerTask, () =>
            {
                var column = asm.NewGpr();
                asm.Set(column, 0);
                asm.Repeat(full, () =>
                {
                    Columns(walk, column, wide, null);
                    asm.Add(column, (long)wide * asm.VectorBytes);
                });
                if (left > 0) Columns(walk, column, (int)((left + asm.Lanes - 1) / asm.Lanes), tail);
                asm.Free(column);
            });
            asm.Return();
        }

        private void Columns(RowWalk walk, Gpr column, int vectors, Mask? tail)
        {
            Vec[] acc = asm.NewVecs(vectors);
            RowVector[] places = RowVector.SideBySide(asm, vectors, tail);
            asm.Broadcast(acc[0], reduce.Neutral);
            foreach (var a in acc.AsSpan(1)) asm.Move(a, acc[0]);
            Gpr at = asm.NewGpr();
            var x = asm.NewVec();
            asm.Move(at, walk.Row(1));
            asm.Add(at, column);
            var sums = reduce.Adds ? new PartialSums(asm, acc, count) : null;
            Nest(at, loops.Count, 1, sums, () =>
            {
                foreach (var v in places)
                {
                    v.Load(asm, x, at);
                    reduce.Take(acc[v.Number], x);
                }
            });
            sums?.End();
            asm.Free(x);
            asm.Free(at);
            foreach (var v in places)
            {
                var place = v with { Index = column };
                reduce.Finish(acc[v.Number], count);
                _epilogue.Apply(acc[v.Number], (d, i) => walk.Load(d, operand(i), place));
                place.Store(asm, walk.Row(0), acc[v.Number]);
            }
            asm.Free(acc);
        }

        private long Runs() => loops.Count == 0 ? 1 : count / loops[^1].Size;

        // An element and a mask take registers, too.
        private int Accumulators(int wanted) =>
            reduce.Adds && count > PartialSums.MostTerms ? PartialSums.Accumulators(asm.FreeVecs - 2, wanted) : wanted;

        // Runs a step for all indices of the outer reduced axes.
        private void Nest(Gpr at, int depth, long terms, PartialSums? sums, Action step)
        {
            Level(0);

            // Terms that a level leaves in an accumulator: none, if it divides a sum.
            long Terms(int k)
            {
                long all = k == depth ? terms : loops[k].Size * Terms(k + 1);
                return k < depth && all > PartialSums.MostTerms ? 0 : all;
            }

            void Level(int k)
            {
                if (k == depth)
                {
                    step();
                    return;
                }
                void Next()
                {
                    Level(k + 1);
                    asm.Add(at, loops[k].Stride * 4);
                }
                if (sums is null) asm.Repeat(loops[k].Size, Next);
                else sums.Repeat(loops[k].Size, Terms(k + 1), Next);
                asm.Add(at, -loops[k].Size * loops[k].Stride * 4);
            }
        }
    }
}
