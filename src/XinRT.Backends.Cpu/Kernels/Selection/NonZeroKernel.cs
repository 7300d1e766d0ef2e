using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>Coordinates of the elements that are not zero.</summary>
/// <remarks>
/// <para>A task is a row along the innermost axis, or a part of it, described by a record in the workspace. The first
/// phase counts what a task finds, which gives the size of the result and where each task writes; the second one writes
/// the coordinates along the innermost axis, closely, and repeats those along the others, which are the same for a
/// row.</para>
/// </remarks>
internal sealed class NonZeroKernel : OpenKernelGenerator
{
    // Offsets in a record: address of the elements, how many, place of the first along the row, found, first column of
    // the result, coordinates along the outer axes.
    private const int Source = 0, Count = 8, Place = 16, Found = 24, Column = 32, Outer = 40;

    // Elements of a task.
    private const long Part = 16 << 10;

    private const int Short = 8;

    private const int Columns = 0;

    /// <inheritdoc/>
    public override string Name => "non-zero";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) =>
        problem.Node.Op is not NonZeroOp ? Refusal.OtherOperator
        : RankOf(problem, 0) is not (>= 1 and <= 8) ? "the number of axes is not known, or none"
        : TypeOf(problem, 0) is not (DType.Bool or DType.U8 or DType.I8 or DType.I32 or DType.U32 or DType.F32)
            ? "elements of this type are not compared" : null;

    /// <inheritdoc/>
    public override bool Run(OpenRun run)
    {
        if (run.Input(0) is not { Rank: > 0 } x) return false;
        // Rows much shorter than a vector cost more than their elements.
        if (x.Rank > 1 && x.Dims[^1] is > 0 and < Short) return false;
        int rank = x.Rank, words = (Outer / 8) + rank - 1;
        long size = x.Dims[^1], rows = size == 0 ? 0 : x.Count / size;
        long parts = (size + Part - 1) / Part, tasks = rows * parts;
        var records = run.Workspace(8 * words * tasks);
        for (long t = 0; t < tasks; t++)
        {
            var record = records.Slice((int)(t * words), words);
            var (row, part) = Math.DivRem(t, parts);
            record[Source / 8] = run.AddressOf(0) + (row * size + part * Part) * x.DType.SizeInBytes();
            record[Count / 8] = Math.Min(Part, size - part * Part);
            record[Place / 8] = part * Part;
            for (int axis = rank - 2; axis >= 0; axis--)
                (row, record[Outer / 8 + axis]) = Math.DivRem(row, x.Dims[axis]);
        }
        run.Phase(0, tasks, x.Count * 0.2e-9);
        long found = 0;
        for (long t = 0; t < tasks; t++)
        {
            var record = records.Slice((int)(t * words), words);
            record[Column / 8] = found;
            found += record[Found / 8];
        }
        run.Output(0, DType.I64, rank, found);
        run.SetNumber(Columns, found);
        if (found > 0) run.Phase(1, tasks, x.Count * 0.2e-9 + found * rank * 0.5e-9);
        return true;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Action<VectorAssembler>> Emit(KernelProblem problem, CpuTarget target) =>
        [asm => Emit(asm, problem, writes: false), asm => Emit(asm, problem, writes: true)];

    private static void Emit(VectorAssembler asm, KernelProblem problem, bool writes)
    {
        var arguments = KernelArguments.Of(problem);
        var type = TypeOf(problem, 0);
        int rank = RankOf(problem, 0)!.Value;
        asm.Free(asm.Argument(3));
        asm.ForEachTask(task =>
        {
            Gpr record = asm.NewGpr(), at = asm.NewGpr(), left = asm.NewGpr();
            Gpr bits = asm.NewGpr(), found = asm.NewGpr();
            Vec x = asm.NewVec(), zero = asm.NewVec();
            asm.Mul(record, task, Outer + 8 * (rank - 1));
            asm.Load64(at, At(asm.Argument(0), arguments.Workspace));
            asm.Add(record, at);
            asm.Load64(at, At(record, Source));
            asm.Load64(left, At(record, Count));
            asm.Zero(zero);
            if (writes) Write();
            else
            {
                asm.Set(found, 0);
                Scan(() =>
                {
                    asm.CountBits(bits, bits);
                    asm.Add(found, bits);
                });
                asm.Store64(At(record, Found), found);
            }
            asm.Free(record, at, left, bits, found);
            asm.Free(x, zero);

            // Has the bits of the lanes that are not zero for the body.
            void Scan(Action body)
            {
                var format = type.SizeInBytes() == 1 ? LaneFormat.U8 : LaneFormat.Bits32;
                asm.While(left, asm.Lanes, () =>
                {
                    var mask = asm.FirstLanes(left);
                    asm.Load(x, At(at), mask, format);
                    if (type == DType.F32) asm.Compare(mask, x, Condition.NotEqual, zero);
                    else asm.CompareI(mask, x, Condition.NotEqual, zero);
                    asm.MaskBits(bits, mask);
                    asm.Free(mask);
                    body();
                    asm.Add(at, asm.Lanes * type.SizeInBytes());
                });
            }

            void Write()
            {
                Gpr to = asm.NewGpr(), pitch = asm.NewGpr(), count = asm.NewGpr();
                Vec index = asm.NewVec(), step = asm.NewVec(), chosen = asm.NewVec();
                asm.Load64(pitch, At(asm.Argument(0), arguments.Number(Columns)));
                asm.Mul(pitch, pitch, 8);
                asm.Load64(to, At(record, Column));
                asm.Mul(to, to, 8);
                asm.Load64(found, At(asm.Argument(0), arguments.Output(0)));
                asm.Add(to, found);
                for (int axis = 0; axis < rank - 1; axis++)
                {
                    asm.Load64(bits, At(record, Outer + 8 * axis));
                    asm.Load64(count, At(record, Found));
                    asm.Move(found, to);
                    asm.While(count, 1, () =>
                    {
                        asm.Store64(At(found), bits);
                        asm.Add(found, 8);
                    });
                    asm.Add(to, pitch);
                }
                asm.Load64(found, At(record, Place));
                asm.Broadcast(index, found);
                asm.Load(step, asm.Table(Arrays.Indices(asm.Lanes)));
                asm.AddI(index, index, step);
                asm.Broadcast(step, asm.Lanes);
                Scan(() =>
                {
                    var none = asm.NewLabel();
                    asm.JumpIf(bits, Condition.Equal, 0, none);
                    asm.Compress(chosen, index, bits);
                    asm.CountBits(count, bits);
                    StoreLongs(asm, chosen, zero, to, count, found);
                    asm.Mul(count, count, 8);
                    asm.Add(to, count);
                    asm.Bind(none);
                    asm.AddI(index, index, step);
                });
                asm.Free(to, pitch, count);
                asm.Free(index, step, chosen);
            }
        });
        asm.Return();
    }

    // The first lanes as numbers of 64 bits; touches no other memory.
    private static void StoreLongs(VectorAssembler asm, Vec low, Vec high, Gpr to, Gpr count, Gpr words)
    {
        Vec pairs = asm.NewVec(), order = asm.NewVec();
        asm.Mul(words, count, 2);
        for (int half = 0; half < 2; half++)
        {
            int start = half * asm.Lanes / 2;
            asm.Load(order, asm.Table(Arrays.Make(asm.Lanes, i => start + i / 2 + i % 2 * asm.Lanes)));
            asm.Permute2(pairs, low, high, order);
            var mask = asm.FirstLanes(words);
            asm.Store(At(to, half * asm.VectorBytes), pairs, mask);
            asm.Free(mask);
            asm.Add(words, -asm.Lanes);
        }
        asm.Free(pairs, order);
    }
}
