using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>The best boxes of every class, without those that overlap a better one.</summary>
/// <remarks>
/// <para>A task of the first phase is a batch and a class, described by a record in the workspace: <see
/// cref="SuppressionCode"/> lists the boxes that it keeps and counts them. The counts give the size of the result and
/// the row at which each task begins; the second phase writes the rows.</para>
/// </remarks>
internal sealed class NonMaxSuppressionKernel : OpenKernelGenerator
{
    /// <summary>Offsets in a record: address of the boxes, batch, class, boxes kept, address of their list, first row
    /// of the result.</summary>
    public const int Boxes = 0, Batch = 8, Class = 16, Kept = 24, List = 32, Row = 40, RecordBytes = 64;

    /// <summary>Numbers of a run: boxes, most to keep, limit of score keys, overlap as bits, bytes of a worker's
    /// numbers.</summary>
    public const int Count = 0, Most = 1, Limit = 2, Overlap = 3, NumberBytes = 4;

    /// <inheritdoc/>
    public override string Name => "non-max-suppression";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) =>
        problem.Node.Op is not NonMaxSuppressionOp ? Refusal.OtherOperator
        : TypeOf(problem, 0) != DType.F32 || TypeOf(problem, 1) != DType.F32 ? "only float32 is compared" : null;

    /// <inheritdoc/>
    public override bool Run(OpenRun run)
    {
        if (run.Input(0) is not { DType: DType.F32, Rank: 3 } boxes
            || run.Input(1) is not { DType: DType.F32, Rank: 3 } scores
            || boxes.Dims[2] != 4 || boxes.Dims[0] != scores.Dims[0] || boxes.Dims[1] != scores.Dims[2]) return false;
        long count = boxes.Dims[1], classes = scores.Dims[1], tasks = boxes.Dims[0] * classes;
        long most = Math.Clamp(long.CreateSaturating(run.Scalar(2) ?? 0), 0, count);
        long listBytes = (4 * most + 63) / 64 * 64;
        var records = run.Workspace(tasks * (RecordBytes + listBytes));
        long rows = 0;
        if (most > 0)
        {
            int lanes = SuppressionCode.MaxLanes;
            long numberBytes = (count + 2 * lanes) / lanes * lanes * 8;
            run.SetNumber(Count, count);
            run.SetNumber(Most, most);
            run.SetNumber(Limit, SuppressionCode.LimitOf(run.Scalar(4)));
            run.SetNumber(Overlap, BitConverter.SingleToInt32Bits((float)(run.Scalar(3) ?? 0)));
            run.SetNumber(NumberBytes, numberBytes);
            run.Scratch(SuppressionCode.ScratchBytes(numberBytes));
            for (long t = 0; t < tasks; t++)
            {
                var record = records.Slice((int)(t * RecordBytes / 8), RecordBytes / 8);
                (record[Batch / 8], record[Class / 8]) = Math.DivRem(t, classes);
                record[Boxes / 8] = run.AddressOf(0) + record[Batch / 8] * count * 16;
                record[List / 8] = run.WorkspaceAddress + tasks * RecordBytes + t * listBytes;
            }
            run.Phase(0, tasks, tasks * count * 2e-9);
            for (long t = 0; t < tasks; t++)
            {
                records[(int)(t * RecordBytes + Row) / 8] = rows;
                rows += records[(int)(t * RecordBytes + Kept) / 8];
            }
        }
        run.Output(0, DType.I64, rows, 3);
        if (rows > 0) run.Phase(1, tasks, rows * 2e-9);
        return true;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Action<VectorAssembler>> Emit(KernelProblem problem, CpuTarget target)
    {
        var arguments = KernelArguments.Of(problem);
        bool isCenter = problem.Node.Op is NonMaxSuppressionOp { CenterPointBox: true };
        return [asm => new SuppressionCode(asm, arguments, isCenter).Emit(), asm => Rows(asm, arguments)];
    }

    private static void Rows(VectorAssembler asm, KernelArguments arguments)
    {
        asm.Free(asm.Argument(3));
        asm.ForEachTask(task =>
        {
            Gpr record = asm.NewGpr(), batch = asm.NewGpr(), group = asm.NewGpr(), box = asm.NewGpr();
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), left = asm.NewGpr();
            asm.Mul(record, task, RecordBytes);
            asm.Load64(to, At(asm.Argument(0), arguments.Workspace));
            asm.Add(record, to);
            asm.Load64(from, At(record, Row));
            asm.Mul(from, from, 24);
            asm.Load64(to, At(asm.Argument(0), arguments.Output(0)));
            asm.Add(to, from);
            asm.Load64(batch, At(record, Batch));
            asm.Load64(group, At(record, Class));
            asm.Load64(from, At(record, List));
            asm.Load64(left, At(record, Kept));
            asm.While(left, 1, () =>
            {
                asm.Load32(box, At(from));
                asm.Store64(At(to), batch);
                asm.Store64(At(to, 8), group);
                asm.Store64(At(to, 16), box);
                asm.Add(from, 4);
                asm.Add(to, 24);
            });
            asm.Free(record, batch, group, box, from, to, left);
        });
        asm.Return();
    }
}
