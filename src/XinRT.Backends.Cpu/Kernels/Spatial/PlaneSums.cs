using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Sums or largest elements of the planes of a channels-last image.</summary>
/// <remarks>
/// <para>Lanes are channels. A task adds up some rows of an image for up to 4 adjacent vectors of channels, with 8
/// accumulators in all; each row is added up by itself first, which keeps the rounding error of large planes
/// low.</para>
/// <para>Where channels give too few tasks, rows are divided too: the tasks leave one partial result for each group of
/// rows in the workspace, and a second phase joins those. The division depends on the sizes only through the estimated
/// time and the worker count of the target, never on how tasks meet workers, so results repeat.</para>
/// <para>Tail: the last group of vectors has its own copy of the code, with a mask on its last vector.</para>
/// </remarks>
internal sealed class PlaneSums(KernelProblem problem, AnchoredForm node, PlaneSplit split)
{
    private const int Accumulators = 8;

    private readonly bool _isMean = node.Anchor is GlobalAveragePoolOp or ReduceMeanOp;
    private readonly KernelArguments _args = KernelArguments.Of(problem);

    private bool IsPartial => split.Parts > 1;

    /// <summary>The phase of task (image, part, group): rows of a part, into the result if it is the only one, else
    /// into the workspace <c>[image][part][channel]</c>.</summary>
    public void Planes(VectorAssembler assembler) => Emit(assembler, (asm, loop, operands, task, tail) =>
    {
        Gpr group = asm.NewGpr(), part = asm.NewGpr(), from = asm.NewGpr(), to = asm.NewGpr(), rows = asm.NewGpr();
        asm.DivRem(task, group, task, split.Groups);
        if (IsPartial)
        {
            loop.Argument(to, _args.Workspace);
            loop.AddMultiple(to, task, split.PartBytes);
            loop.AddMultiple(to, group, split.Group * asm.VectorBytes);
        }
        asm.DivRem(task, part, task, split.Parts);
        if (!IsPartial) Target(asm, loop, operands, task, group, to);
        loop.Argument(from, KernelArguments.Input(node.AnchorInputs[0]));
        loop.AddMultiple(from, task, split.Source.N);
        loop.AddMultiple(from, group, split.Group * asm.VectorBytes);
        asm.Mul(part, part, split.PartRows);
        loop.AddMultiple(from, part, split.Source.H);
        asm.Set(rows, split.Rows);
        asm.Sub(rows, part);
        asm.Set(part, split.PartRows);
        asm.Min(rows, rows, part);
        asm.Free(part);
        ForGroup(asm, group, tail, (vectors, mask) => Rows(asm, loop, operands, from, to, rows, vectors, mask));
        asm.Free(task, group, from, to, rows);
    });

    /// <summary>The phase of task (image, group): joins the parts.</summary>
    public void Join(VectorAssembler assembler) => Emit(assembler, (asm, loop, operands, task, tail) =>
    {
        Gpr group = asm.NewGpr(), from = asm.NewGpr(), to = asm.NewGpr();
        asm.DivRem(task, group, task, split.Groups);
        Target(asm, loop, operands, task, group, to);
        loop.Argument(from, _args.Workspace);
        loop.AddMultiple(from, task, split.Parts * split.PartBytes);
        loop.AddMultiple(from, group, split.Group * asm.VectorBytes);
        asm.Free(task);
        ForGroup(asm, group, tail, (vectors, mask) =>
        {
            Vec[] sums = asm.NewVecs(vectors);
            Vec x = asm.NewVec();
            for (int v = 0; v < vectors; v++) asm.Load(sums[v], VectorAssembler.At(from, v * asm.VectorBytes));
            asm.Repeat(split.Parts - 1, () =>
            {
                asm.Add(from, split.PartBytes);
                for (int v = 0; v < vectors; v++)
                {
                    asm.Load(x, VectorAssembler.At(from, v * asm.VectorBytes));
                    Accumulate(asm, sums[v], x);
                }
            });
            asm.Free(x);
            Finish(asm, loop, operands, to, sums, mask);
            asm.Free(sums);
        });
        asm.Free(group, from, to);
    });

    private void Emit(VectorAssembler assembler, Action<VectorAssembler, TaskLoop, PixelOperands, Gpr, Mask?> body)
    {
        int rest = (int)(split.Channels % split.Lanes);
        Mask? tail = rest == 0 ? null : assembler.FirstLanes(rest);
        var operands = new PixelOperands(assembler, problem, node);
        TaskLoop.Emit(assembler, (asm, loop, task) => body(asm, loop, operands, task, tail));
    }

    private void Target(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Gpr image, Gpr group, Gpr to)
    {
        var block = asm.NewGpr();
        asm.Mul(block, group, split.Group);
        operands.Begin(loop, new(image, null, null), block);
        var y = problem.Outputs[0]!.Layout;
        loop.Argument(to, _args.Output(0));
        loop.AddMultiple(to, image, PixelStrides.Of(y, y.Rank).N);
        loop.AddMultiple(to, block, asm.VectorBytes);
        asm.Free(block);
    }

    // The body for full groups and, if it differs, for the last one.
    private void ForGroup(VectorAssembler asm, Gpr group, Mask? tail, Action<int, Mask?> body)
    {
        int rest = (int)(split.Vectors - (split.Groups - 1) * split.Group);
        if (rest == split.Group && tail is null)
        {
            body(rest, null);
            return;
        }
        Label last = asm.NewLabel(), done = asm.NewLabel();
        if (split.Groups > 1)
        {
            asm.JumpIf(group, Condition.Equal, (int)split.Groups - 1, last);
            body(split.Group, null);
            asm.Jump(done);
        }
        asm.Bind(last);
        body(rest, tail);
        asm.Bind(done);
    }

    private void Rows(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Gpr from, Gpr to, Gpr rows,
        int vectors, Mask? mask)
    {
        int unroll = (int)Math.Min(Accumulators / vectors, split.Columns);
        Vec[] totals = asm.NewVecs(vectors), sums = asm.NewVecs(vectors * unroll);
        var x = asm.NewVec();
        Start(asm, totals);
        Gpr pixel = asm.NewGpr();
        asm.While(rows, 1, () =>
        {
            Start(asm, sums);
            asm.Move(pixel, from);
            asm.Repeat(split.Columns / unroll, () => Pixels(unroll));
            Pixels((int)(split.Columns % unroll));
            for (int i = vectors; i < sums.Length; i++) Accumulate(asm, sums[i % vectors], sums[i]);
            for (int v = 0; v < vectors; v++) Accumulate(asm, totals[v], sums[v]);
            asm.Add(from, split.Source.H);
        });
        asm.Free(pixel);
        asm.Free(sums);
        asm.Free(x);
        if (!IsPartial) Finish(asm, loop, operands, to, totals, mask);
        else
        {
            for (int v = 0; v < vectors; v++) asm.Store(VectorAssembler.At(to, v * asm.VectorBytes), totals[v]);
        }
        asm.Free(totals);

        void Pixels(int count)
        {
            for (int i = 0; i < count * vectors; i++)
            {
                var at = VectorAssembler.At(pixel, i / vectors * split.Source.W + i % vectors * asm.VectorBytes);
                if (mask is { } m && i % vectors == vectors - 1) asm.Load(x, at, m);
                else asm.Load(x, at);
                Accumulate(asm, sums[i], x);
            }
            if (count > 0) asm.Add(pixel, count * split.Source.W);
        }
    }

    private void Start(VectorAssembler asm, Vec[] sums)
    {
        foreach (var sum in sums) asm.Broadcast(sum, _isMean ? 0 : float.NegativeInfinity);
    }

    private void Accumulate(VectorAssembler asm, Vec sum, Vec x)
    {
        if (_isMean)
        {
            asm.Add(sum, sum, x);
            return;
        }
        // A NaN in the accumulator stays; a new one is selected.
        var isNaN = asm.NewMask();
        asm.Compare(isNaN, x, Condition.NotEqual, x);
        asm.Max(sum, x, sum);
        asm.Select(sum, isNaN, x, sum);
        asm.Free(isNaN);
    }

    private void Finish(VectorAssembler asm, TaskLoop loop, PixelOperands operands, Gpr to, Vec[] sums, Mask? mask)
    {
        if (_isMean)
        {
            var factor = asm.NewVec();
            asm.Broadcast(factor, 1f / (split.Rows * split.Columns));
            foreach (var sum in sums) asm.Mul(sum, sum, factor);
            asm.Free(factor);
        }
        for (int i = 0; i < sums.Length; i++)
        {
            int v = i;
            var own = v == sums.Length - 1 ? mask : null;
            var at = VectorAssembler.At(to, v * asm.VectorBytes);
            operands.Apply([sums[v]], 1, own, _ =>
            {
                if (own is { } m) asm.Store(at, sums[v], m);
                else asm.Store(at, sums[v]);
            });
            operands.NextBlock(loop);
        }
    }
}
