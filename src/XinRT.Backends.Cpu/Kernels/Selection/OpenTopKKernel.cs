using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary><see cref="TopKKernel"/> along the last axis of what only a run tells the size of, or for a k that is
/// computed.</summary>
/// <remarks>A task is a row, see <see cref="TopSelection"/>.</remarks>
internal sealed class OpenTopKKernel : OpenKernelGenerator
{
    private const int Size = 0, Wanted = 1;

    /// <inheritdoc/>
    public override string Name => "open-top-k";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) =>
        problem.Node.Op is not TopKOp topK ? Refusal.OtherOperator
        : problem.IsStatic ? Refusal.OfSpecialCase("its sizes are known before the run")
        : TypeOf(problem, 0) != DType.F32 ? "only float32 is compared"
        : topK.Axis != -1 && topK.Axis + 1 != RankOf(problem, 0) ? "the axis is not the last one" : null;

    /// <inheritdoc/>
    public override bool Run(OpenRun run)
    {
        if (run.Input(0) is not { DType: DType.F32, Rank: > 0 } x
            || run.Input(1) is not { DType: DType.I64, Count: 1 } count) return false;
        long size = x.Dims[^1], k = count.Span<long>()[0], rows = size == 0 ? 0 : x.Count / size;
        if (k < 0 || k > size || size > 1 << 24) return false;
        Span<long> dims = stackalloc long[x.Rank];
        x.Dims.CopyTo(dims);
        dims[^1] = k;
        run.Output(0, DType.F32, dims);
        run.Output(1, DType.I64, dims);
        if (k == 0) return true;
        run.SetNumber(Size, size);
        run.SetNumber(Wanted, k);
        run.Scratch(TopSelection.ScratchBytes(size));
        run.Phase(0, rows, x.Count * 1e-9 + rows * k * 8e-9);
        return true;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Action<VectorAssembler>> Emit(KernelProblem problem, CpuTarget target) =>
        [asm => Rows(asm, problem)];

    private static void Rows(VectorAssembler asm, KernelProblem problem)
    {
        var arguments = KernelArguments.Of(problem);
        var row = new TopSelection(asm, problem.Node.Op is TopKOp { Largest: true });
        asm.Store64(row.Scratch, asm.Argument(3));
        asm.Free(asm.Argument(3));
        asm.ForEachTask(task =>
        {
            Gpr at = asm.NewGpr(), step = asm.NewGpr();
            asm.Load64(step, At(asm.Argument(0), arguments.Number(Size)));
            asm.Store64(row.Size, step);
            asm.Mul(step, task);
            asm.Mul(step, step, 4);
            asm.Load64(at, At(asm.Argument(0), KernelArguments.Input(0)));
            asm.Add(at, step);
            asm.Store64(row.Source, at);
            asm.Load64(at, At(asm.Argument(0), arguments.Number(Wanted)));
            asm.Store64(row.Wanted, at);
            asm.Free(at, step);
            row.Emit();
            for (int i = 0; i < problem.Node.Outputs.Count; i++)
            {
                if (problem.Node.Outputs[i] is null) continue;
                var to = asm.NewGpr();
                step = asm.NewGpr();
                asm.Load64(step, row.Wanted);
                asm.Mul(step, task);
                asm.Mul(step, step, i == 0 ? 4 : 8);
                asm.Load64(to, At(asm.Argument(0), arguments.Output(i)));
                asm.Add(to, step);
                asm.Free(step);
                row.Store(At(to), values: i == 0);
                asm.Free(to);
            }
        });
        asm.Return();
    }
}
