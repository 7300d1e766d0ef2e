using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Layer and RMS normalization over the last axes, also of a sum with a skip connection and a bias.</summary>
/// <remarks>
/// <para>Two passes give mean and variance (the variance from centered elements, so nothing cancels), a third writes
/// the result; RMS has no mean and one pass less. Rows that fit stay in registers; longer ones are read again from the
/// first-level cache. A sum with a skip that does not fit is kept in the output for the sum, or in the worker's
/// scratch.</para>
/// <para>The mean of a row that is read again is corrected: <see cref="Moments.Refine"/>.</para>
/// <para>Sums run in four accumulators of a vector each (two where registers are few). Square root and division once
/// per row.</para>
/// </remarks>
internal sealed class LayerNormKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "layer-norm";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { } fused || Form.Of(fused.Anchor) is not { } form)
            return Refusal.OtherOperator;
        return RowProblem.WhyNot(problem, fused, form.Inner(problem));
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        return RowProblem.Plan(problem, fused, Form.Of(fused.Anchor)!.Inner(problem));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var form = Form.Of(fused.Anchor)!;
        var rows = new RowProblem(problem, fused, form.Inner(problem));
        var phase = rows.Phase(target, flopsPerElement: 8, asm => Emit(asm, rows, fused, form));
        bool keeps = form.Skip >= 0 && rows.Other(form.SumOutput) is null;
        return [phase with { ScratchBytes = keeps ? (rows.Space.Length + target.Lanes) * 4 : 0 }];
    }

    private static void Emit(VectorAssembler asm, RowProblem rows, AnchoredForm fused, Form form)
    {
        int? Input(int slot) =>
            slot >= 0 && slot < fused.AnchorInputs.Count && fused.AnchorInputs[slot] is >= 0 and var i ? rows.Input(i) : null;
        int x = Input(0)!.Value, turns = asm.Lanes > 8 ? 4 : 2;
        int? sum = rows.Other(form.SumOutput), scale = Input(form.Scale), bias = Input(form.Bias);
        int?[] added = [Input(form.Skip), Input(form.SkipBias)];
        float share = 1f / rows.Space.Length;
        Vec mean = asm.NewVec(), inverse = asm.NewVec(), t = asm.NewVec(), u = asm.NewVec();
        var pass = new RowPass(asm, rows.Space.Length, turns,
            asm.FreeVecs - 1 - Math.Max(turns, ScalarEmitter.Temporaries(fused.Epilogue)));
        Vec[] held = pass.Unrolled ? asm.NewVecs((int)pass.Vectors) : [];
        Vec Register(RowVector v) => v.Number >= 0 ? held[v.Number] : t;
        var walk = new RowWalk(asm, rows.Space, leave: 2);
        // Means of unrolled rows, of a few vectors, are right to two units.
        bool refines = form.Center && !pass.Unrolled;

        // The row again, once pass 1 has been over it.
        void Again(RowVector v)
        {
            if (pass.Unrolled) return;
            if (form.Skip < 0) walk.Load(t, x, v);
            else v.Load(asm, t, sum is { } kept ? walk.Row(kept) : asm.Argument(3));
        }

        walk.ForEachRow(rows.RowsPerTask, () =>
        {
            Vec[] acc = asm.NewVecs(turns);
            void Clear()
            {
                foreach (var a in acc.AsSpan(0, pass.Turns)) asm.Zero(a);
            }
            if (form.Center || form.Skip >= 0)
            {
                Clear();
                pass.Run(v =>
                {
                    var e = Register(v);
                    walk.Load(e, x, v);
                    foreach (int? term in added)
                    {
                        if (term is not { } summand) continue;
                        walk.Load(u, summand, v);
                        asm.Add(e, e, u);
                    }
                    // A single element that stands for a row fills lanes outside the row, too.
                    if (form.Center && v.Tail is { } tail) Clip(asm, e, u, tail);
                    if (sum is { } target) v.Store(asm, walk.Row(target), e);
                    else if (form.Skip >= 0 && !pass.Unrolled) v.Store(asm, asm.Argument(3), e);
                    if (form.Center) asm.Add(acc[v.Turn], acc[v.Turn], e);
                });
            }
            if (form.Center)
            {
                pass.Fold(acc, asm.Add);
                asm.SumAcross(mean, acc[0]);
                asm.Broadcast(u, share);
                asm.Mul(mean, mean, u);
            }
            else asm.Zero(mean);

            Clear();
            Vec[] drift = refines ? asm.NewVecs(turns) : [];
            foreach (var d in drift) asm.Zero(d);
            pass.Run(v =>
            {
                var e = Register(v);
                if (!form.Center && form.Skip < 0) walk.Load(e, x, v);
                else Again(v);
                if (form.Center) asm.Sub(e, e, mean);
                if (v.Tail is { } tail) Clip(asm, e, u, tail);
                if (refines) asm.Add(drift[v.Turn], drift[v.Turn], e);
                asm.Fma(acc[v.Turn], e, e);
            });
            pass.Fold(acc, asm.Add);
            asm.SumAcross(acc[0], acc[0]);
            asm.Broadcast(u, share);
            if (refines)
            {
                pass.Fold(drift, asm.Add);
                asm.SumAcross(drift[0], drift[0]);
                asm.Mul(t, drift[0], u);
                Moments.Refine(asm, mean, acc[0], t, drift[0]);
                asm.Free(drift);
            }
            asm.Broadcast(inverse, form.Epsilon);
            asm.Fma(inverse, acc[0], u);
            asm.Sqrt(inverse, inverse);
            asm.Broadcast(u, 1f);
            asm.Div(inverse, u, inverse);
            asm.Free(acc);
            if (rows.Other(form.MeanOutput) is { } means) asm.StoreScalar(VectorAssembler.At(walk.Row(means)), mean);
            if (rows.Other(form.InverseOutput) is { } inverses)
                asm.StoreScalar(VectorAssembler.At(walk.Row(inverses)), inverse);

            var epilogue = new ScalarEmitter(asm, fused.Epilogue);
            pass.Run(v =>
            {
                var e = Register(v);
                Again(v);
                if (form.Center && !pass.Unrolled) asm.Sub(e, e, mean);
                asm.Mul(e, e, inverse);
                if (scale is { } factor)
                {
                    walk.Load(u, factor, v);
                    asm.Mul(e, e, u);
                }
                if (bias is { } summand)
                {
                    walk.Load(u, summand, v);
                    asm.Add(e, e, u);
                }
                epilogue.Apply(e, (d, i) => walk.Load(d, rows.Input(i), v));
                v.Store(asm, walk.Row(RowProblem.Output), e);
            });
        });
        asm.Return();
    }

    // Zero outside the row.
    private static void Clip(VectorAssembler asm, Vec e, Vec zero, Mask tail)
    {
        asm.Zero(zero);
        asm.Select(e, tail, e, zero);
    }

    /// <summary>What the operators have in common: the slots of what they may have, -1 for what they never
    /// have.</summary>
    private sealed record Form(long Axis, float Epsilon, bool Center)
    {
        public int Skip { get; init; } = -1;

        public int SkipBias { get; init; } = -1;

        public int Scale { get; init; } = 1;

        public int Bias { get; init; } = -1;

        public int MeanOutput { get; init; } = -1;

        public int InverseOutput { get; init; } = -1;

        public int SumOutput { get; init; } = -1;

        public static Form? Of(Operator? anchor) => anchor switch
        {
            LayerNormalizationOp n => new(n.Axis, n.Epsilon, Center: true) { Bias = 2, MeanOutput = 1, InverseOutput = 2 },
            RMSNormalizationOp n => new(n.Axis, n.Epsilon, Center: false),
            SimplifiedLayerNormalizationOp n => new(n.Axis, n.Epsilon, Center: false) { InverseOutput = 1 },
            SkipLayerNormalizationOp n => new(-1, n.Epsilon, Center: true)
            {
                Skip = 1, Scale = 2, Bias = 3, SkipBias = 4, MeanOutput = 1, InverseOutput = 2, SumOutput = 3,
            },
            SkipSimplifiedLayerNormalizationOp n => new(-1, n.Epsilon, Center: false)
            {
                Skip = 1, Scale = 2, SkipBias = 3, MeanOutput = 1, InverseOutput = 2, SumOutput = 3,
            },
            _ => null,
        };

        public int[] Inner(KernelProblem problem)
        {
            int rank = problem.Outputs[0]?.Layout.Rank ?? 0, from = (int)(Axis < 0 ? Axis + rank : Axis);
            return from < 0 || from >= rank ? [-1] : [.. Enumerable.Range(from, rank - from)];
        }
    }
}
