using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Softmax and its logarithm along an axis.</summary>
/// <remarks>
/// <para>Where the axis is not innermost in memory, lanes may lie along others (tactic <c>across</c>):
/// <see cref="SoftmaxAcross"/>. What follows is for an axis that is innermost.</para>
/// <para>Three passes over a row: the maximum; exponentials and their sum; division (by one reciprocal) or subtraction
/// of the logarithm. Rows of few vectors stay in registers between passes, longer ones in the output, which lies in the
/// first-level cache by then. Four accumulators for maximum and sum.</para>
/// <para>A row whose maximum is −∞ or +∞, or which has NaN, becomes NaN: ∞ − ∞ and NaN − x are NaN and spread through
/// the sum.</para>
/// </remarks>
internal sealed class SoftmaxKernel : KernelGenerator
{
    private static readonly ScalarExpr Logarithm = new([new(ScalarKind.Accumulator), new(ScalarKind.Log, 0)]);

    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: SoftmaxOp or LogSoftmaxOp } fused) return Refusal.OtherOperator;
        return RowProblem.WhyNot(problem, fused, [Axis(problem, fused)]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["across"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.Anchored!;
        Tactic along = Tactic.Of(("across", 0)), across = Tactic.Of(("across", 1));
        if (!MayGoAcross(problem, fused)) return [along];
        var x = problem.Inputs[fused.AnchorInputs[0]]!.Layout;
        return SoftmaxAcross.Suits(x, Axis(problem, fused), target) ? [across, along] : [along];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        if (GoesAcross(problem, fused, tactic)) return SoftmaxAcross.Plan(problem, fused, Axis(problem, fused));
        return RowProblem.Plan(problem, fused, [Axis(problem, fused)]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        bool logarithm = fused.Anchor is LogSoftmaxOp;
        if (GoesAcross(problem, fused, tactic))
            return [new SoftmaxAcross(problem, fused, Axis(problem, fused), logarithm, target).Phase()];
        var rows = new RowProblem(problem, fused, [Axis(problem, fused)]);
        return [rows.Phase(target, flopsPerElement: 20, asm => Emit(asm, rows, fused))];
    }

    // Operands of the epilogue would need steps of their own along classes and pixels.
    private static bool MayGoAcross(KernelProblem problem, AnchoredForm fused) =>
        fused.Epilogue.Operands.Count == 0 && problem.Outputs[0]!.Layout.Rank > 1;

    private static bool GoesAcross(KernelProblem problem, AnchoredForm fused, Tactic tactic) =>
        tactic.OneOf("across", MayGoAcross(problem, fused) ? [0, 1] : [0]) != 0;

    private static int Axis(KernelProblem problem, AnchoredForm fused)
    {
        long axis = fused.Anchor is SoftmaxOp softmax ? softmax.Axis : ((LogSoftmaxOp)fused.Anchor!).Axis;
        return (int)(axis < 0 ? axis + problem.Outputs[0]!.Layout.Rank : axis);
    }

    private static void Emit(VectorAssembler asm, RowProblem rows, AnchoredForm fused)
    {
        bool logarithm = fused.Anchor is LogSoftmaxOp;
        int input = rows.Input(fused.AnchorInputs[0]), output = RowProblem.Output, turns = asm.Lanes > 8 ? 4 : 2;
        Vec x = asm.NewVec(), max = asm.NewVec();
        int temporaries = Math.Max(turns + 2, ScalarEmitter.Temporaries(fused.Epilogue));
        var pass = new RowPass(asm, rows.Space.Length, turns, asm.FreeVecs - 1 - temporaries);
        Vec[] held = pass.Unrolled ? asm.NewVecs((int)pass.Vectors) : [];
        Vec Register(RowVector v) => v.Number >= 0 ? held[v.Number] : x;
        var walk = new RowWalk(asm, rows.Space, leave: 2);
        walk.ForEachRow(rows.RowsPerTask, () =>
        {
            Vec[] acc = asm.NewVecs(turns);
            Vec n = asm.NewVec(), p = asm.NewVec();
            asm.Broadcast(acc[0], float.NegativeInfinity);
            for (int i = 1; i < pass.Turns; i++) asm.Move(acc[i], acc[0]);
            if (pass.Masked) asm.Move(n, acc[0]);
            pass.Run(v =>
            {
                var e = Register(v);
                walk.Load(e, input, v);
                // Lanes beyond the row may not win against a row below 0.
                if (v.Tail is { } tail) asm.Select(e, tail, e, n);
                asm.Max(acc[v.Turn], acc[v.Turn], e);
            });
            pass.Fold(acc, asm.Max);
            asm.MaxAcross(max, acc[0]);

            foreach (var a in acc.AsSpan(0, pass.Turns)) asm.Zero(a);
            var sums = new PartialSums(asm, acc, pass.Terms);
            pass.Run(v =>
            {
                var e = Register(v);
                if (!pass.Unrolled) walk.Load(e, input, v);
                asm.Sub(e, e, max);
                if (logarithm && pass.Unrolled) asm.Move(x, e);
                else if (logarithm) v.Store(asm, walk.Row(output), e);
                e = logarithm ? x : e;
                ExpEmitter.EmitNegative(asm, e, n, p);
                if (v.Tail is { } tail)
                {
                    asm.Zero(n);
                    asm.Select(e, tail, e, n);
                }
                asm.Add(acc[v.Turn], acc[v.Turn], e);
                if (!logarithm && !pass.Unrolled) v.Store(asm, walk.Row(output), e);
            }, sums);
            sums.End();
            pass.Fold(acc, asm.Add);
            asm.SumAcross(max, acc[0]);
            if (!logarithm)
            {
                asm.Broadcast(n, 1f);
                asm.Div(max, n, max);
            }
            asm.Free(acc);
            asm.Free(n, p);
            if (logarithm) new ScalarEmitter(asm, Logarithm).Apply(max, (_, _) => { });

            var epilogue = new ScalarEmitter(asm, fused.Epilogue);
            pass.Run(v =>
            {
                var e = Register(v);
                if (!pass.Unrolled) v.Load(asm, e, walk.Row(output));
                if (logarithm) asm.Sub(e, e, max);
                else asm.Mul(e, e, max);
                epilogue.Apply(e, (d, i) => walk.Load(d, rows.Input(i), v));
                v.Store(asm, walk.Row(output), e);
            });
        });
        asm.Return();
    }
}
