using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>An index on one axis: the axis's size, the bytes from one element to the next, and the bytes from the first index of a
/// place to this one.</summary>
internal readonly record struct ChosenAxis(long Size, long Step, long Offset);

/// <summary>The phases of kernels that copy rows from places that are known when they run.</summary>
/// <remarks>
/// <para>Phase 1 looks at every place and writes one word to the start of the workspace: 0, or the number (from 1) of the first
/// place that is out of range, in row-major order. Phase 2 copies; there an index out of range is taken as the nearest in range,
/// so nothing outside the operand is read whatever the indices are. Whoever runs the kernel looks at the word and refuses the
/// result.</para>
/// <para>Phase 2 walks the output in the order of its memory with three pointers: source, target and index. Loops over axes of the
/// index move the last two, other loops the first two. The body reads a place and copies all that is dense from there.</para>
/// </remarks>
internal sealed class ChosenRows(int indexBytes, IReadOnlyList<ChosenAxis> chosen, KernelArguments slots, CpuTarget target)
{
    /// <summary>The error that phase 1 finds.</summary>
    public const string Fault = "indices must lie within the axis, but number {0} of them (counted from 1) does not";

    private const long TaskBytes = 64 << 10;

    /// <summary>Phase 1, given the loops over all places.</summary>
    public KernelPhase Check(IEnumerable<LoopAxis> places)
    {
        var axes = LoopNest.Collapse(places);
        var nest = new LoopNest(axes, [], 1, long.MaxValue, 8);
        double count = axes.Aggregate(1.0, (a, b) => a * b.Count) * chosen.Count;
        return new(1, count * 8 / target.BytesPerSecond, asm => EachTask(asm, task =>
        {
            Gpr at = asm.NewGpr(), index = asm.NewGpr(), number = asm.NewGpr(), arguments = asm.Argument(0);
            var bad = asm.NewLabel();
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Set(number, 0);
            nest.Emit(asm, task, [at], 1, offsets =>
            {
                asm.Add(number, 1);
                foreach (var axis in chosen)
                {
                    LoadIndex(asm, index, VectorAssembler.At(at, offsets[0] + axis.Offset));
                    asm.JumpIf(index, Condition.GreaterOrEqual, checked((int)axis.Size), bad);
                    asm.JumpIf(index, Condition.Less, checked((int)-axis.Size), bad);
                }
            });
            asm.Set(number, 0);
            asm.Bind(bad);
            asm.Load64(at, VectorAssembler.At(arguments, slots.Workspace));
            asm.Store64(VectorAssembler.At(at), number);
            asm.Free(at, index, number);
        }));
    }

    /// <summary>Phase 2, given for each axis of the output the steps of source, target and index in bytes, and the bytes of an
    /// element.</summary>
    public KernelPhase Copy(List<LoopAxis> axes, int size)
    {
        int unit = Math.Min(4, size);
        if (size > unit) axes.Add(new(size / unit, new[] { (long)unit, unit, 0 }));
        if (axes.Any(a => a.Count == 0)) return new(0, 0, asm => asm.Return());
        double units = axes.Aggregate(1.0, (a, b) => a * b.Count);
        axes = LoopNest.Collapse(axes.Where(a => a.Count > 1).OrderByDescending(a => a.Steps[1]));

        // The dense part that one place brings, or a single element.
        var row = new LoopAxis(1, new long[] { unit, unit, 0 });
        if (axes.Count > 0 && axes[^1].Steps == row.Steps)
        {
            row = axes[^1];
            axes.RemoveAt(axes.Count - 1);
        }
        double rows = units / row.Count;
        var cut = LoopNest.Cut(ref row, TaskBytes / unit, 64);
        long bytes = row.Count * unit;
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], bytes + 8, TaskBytes);
        return new(nest.Tasks, rows * (2 * bytes + 32) / target.BytesPerSecond, asm => EachTask(asm, task =>
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), at = asm.NewGpr(), arguments = asm.Argument(0);
            asm.Load64(from, VectorAssembler.At(arguments, KernelArguments.Input(0)));
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Load64(to, VectorAssembler.At(arguments, slots.Output(0)));
            nest.Emit(asm, task, [from, to, at], 1, offsets =>
            {
                Gpr source = asm.NewGpr(), index = asm.NewGpr(), temp = asm.NewGpr();
                asm.Move(source, from);
                foreach (var axis in chosen) Enter(asm, source, index, temp, VectorAssembler.At(at, offsets[2] + axis.Offset), axis);
                asm.Free(index, temp);
                RowCopy.Copy(asm, VectorAssembler.At(source, offsets[0]), VectorAssembler.At(to, offsets[1]), bytes);
                asm.Free(source);
            });
            asm.Free(from, to, at);
        }));
    }

    // Moves the source to an index of one axis.
    private void Enter(VectorAssembler asm, Gpr source, Gpr index, Gpr temp, Mem m, ChosenAxis axis)
    {
        var isPlace = asm.NewLabel();
        LoadIndex(asm, index, m);
        asm.JumpIf(index, Condition.GreaterOrEqual, 0, isPlace);
        asm.Add(index, axis.Size);
        asm.Bind(isPlace);
        asm.Set(temp, 0);
        asm.Max(index, index, temp);
        asm.Set(temp, axis.Size - 1);
        asm.Min(index, index, temp);
        asm.Mul(index, index, axis.Step);
        asm.Add(source, index);
    }

    private static void EachTask(VectorAssembler asm, Action<Gpr> body)
    {
        asm.ForEachTask(body);
        asm.Return();
    }

    private void LoadIndex(VectorAssembler asm, Gpr d, Mem m)
    {
        if (indexBytes == 8) asm.Load64(d, m);
        else asm.Load32(d, m);
    }
}
