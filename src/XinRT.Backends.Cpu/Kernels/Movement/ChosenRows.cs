using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Reduction;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>An index on one axis: the axis's size, the bytes from one element to the next, and the bytes from the first index of a
/// place to this one.</summary>
internal readonly record struct ChosenAxis(long Size, long Step, long Offset);

/// <summary>The phases of kernels that copy rows from or to places that are known when they run.</summary>
/// <remarks>
/// <para>Phase 1 looks at every place and writes one word to the start of the workspace: 0, or the number (from 1) of the first
/// place that is out of range, in row-major order. Indices that lie side by side are looked at by vectors first, the halves of
/// 64-bit ones in lanes of their own: the upper half must repeat the sign of the lower one. Only if a vector finds one out of
/// range are they counted. The phases after it do nothing if the word is not 0; whoever runs the kernel looks at the word and
/// refuses the result.</para>
/// <para>Copies walk the output in the order of its memory with three pointers: source, target and index. Loops over axes of the
/// index move the last two, other loops the first two. The body reads a place and copies all that is dense from there.</para>
/// <para>Updates are walked in row-major order, because several may meet at one place, where the last one counts or all are
/// combined in turn. Only axes along which they never meet are divided among tasks.</para>
/// </remarks>
internal sealed class ChosenRows(int indexBytes, IReadOnlyList<ChosenAxis> chosen, KernelArguments slots, CpuTarget target)
{
    /// <summary>The error that phase 1 finds.</summary>
    public const string Fault = "indices must lie within the axis, but number {0} of them (counted from 1) does not";

    private const long TaskBytes = 64 << 10, MostScatterTasks = 16;

    // Short rows that are written one after the other.
    private const int Together = 4;

    /// <summary>An axis counted from the front.</summary>
    public static long Axis(long axis, int rank) => axis < 0 ? axis + rank : axis;

    /// <summary>Why elements cannot be found by an index on one axis, or null.</summary>
    public static string? WhyNotElements(KernelOperand data, KernelOperand indices, long axis)
    {
        if (indices.DType is not (DType.I32 or DType.I64)) return $"indices of {indices.DType.Name()}";
        var (dims, places) = (data.Layout.Dims, indices.Layout.Dims);
        if (dims.Count == 0 || places.Count != dims.Count) return "indices and data have no axes in common";
        for (int k = 0; k < dims.Count; k++)
            if (k != Axis(axis, dims.Count) && places[k] > dims[k]) return $"there are more indices than data on axis {k}";
        return data.Layout.Count == 0 && indices.Layout.Count > 0 ? "there is nothing to choose from" : null;
    }

    /// <summary>The loops over places that an index each means.</summary>
    public static IEnumerable<LoopAxis> Places(TensorLayout indices, int indexBytes) =>
        indices.Dims.Select((d, k) => new LoopAxis(d, new[] { indices.Strides[k] * indexBytes }));

    /// <summary>Phase 1, given the loops over all places.</summary>
    public KernelPhase Check(IEnumerable<LoopAxis> places)
    {
        var axes = LoopNest.Collapse(places);
        var nest = new LoopNest(axes, [], 1, long.MaxValue, 8);
        double count = axes.Aggregate(1.0, (a, b) => a * b.Count) * chosen.Count;
        bool isDense = chosen.Count == 1 && chosen[0].Size > 0
            && (axes.Count == 0 || (axes.Count == 1 && axes[0].Steps[0] == indexBytes));
        return new(1, count * 8 / target.BytesPerSecond, asm => EachTask(asm, task =>
        {
            Gpr at = asm.NewGpr(), index = asm.NewGpr(), number = asm.NewGpr(), arguments = asm.Argument(0);
            Label bad = asm.NewLabel(), good = asm.NewLabel();
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            if (count == 0) asm.Jump(good);
            else if (isDense) CheckVectors(asm, at, (long)count, good);
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
            asm.Bind(good);
            asm.Set(number, 0);
            asm.Bind(bad);
            asm.Load64(at, VectorAssembler.At(arguments, slots.Workspace));
            asm.Store64(VectorAssembler.At(at), number);
            asm.Free(at, index, number);
        }));
    }

    /// <summary>The copy, given for each axis of the output the steps of source, target and index in bytes, and the bytes of an
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
        return new(nest.Tasks, rows * (2 * bytes + 32) / target.BytesPerSecond, asm => UnlessFaulty(asm, task =>
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), at = asm.NewGpr(), arguments = asm.Argument(0);
            asm.Load64(from, VectorAssembler.At(arguments, KernelArguments.Input(0)));
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Load64(to, VectorAssembler.At(arguments, slots.Output(0)));
            nest.Emit(asm, task, [from, to, at], bytes <= asm.VectorBytes ? Together : 1, offsets =>
            {
                var source = asm.NewGpr();
                asm.Move(source, from);
                Enter(asm, source, at, offsets[2]);
                RowCopy.Copy(asm, VectorAssembler.At(source, offsets[0]), VectorAssembler.At(to, offsets[1]), bytes);
                asm.Free(source);
            });
            asm.Free(from, to, at);
        }));
    }

    /// <summary>The copy of input 0 to output 0 that updates are written over; nothing where they are one.</summary>
    public KernelPhase Base(TensorLayout x, TensorLayout y, int size)
    {
        var all = Enumerable.Range(0, y.Rank).Select(k => (y.Dims[k], x.Strides[k], y.Strides[k]));
        var copy = CopyPhase.Of([CopyPiece.Of(KernelArguments.Input(0), 0, 0, size, all)], slots.Output(0), target);
        return copy with
        {
            Emit = asm =>
            {
                Gpr from = asm.NewGpr(), to = asm.NewGpr();
                var differ = asm.NewLabel();
                asm.Load64(from, VectorAssembler.At(asm.Argument(0), KernelArguments.Input(0)));
                asm.Load64(to, VectorAssembler.At(asm.Argument(0), slots.Output(0)));
                asm.JumpIf(from, Condition.NotEqual, to, differ);
                asm.Move(asm.Argument(1), asm.Argument(2));
                asm.Bind(differ);
                asm.Free(from, to);
                copy.Emit(asm);
            },
        };
    }

    /// <summary>Writes updates to their places, or combines them with what is there.</summary>
    /// <param name="axes">For each axis of the updates, in row-major order, the steps of updates, output and index in bytes. Updates
    /// never meet along axes that move the output.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="updates">Which input holds the updates.</param>
    /// <param name="reduction">How they are combined with what is there, as float32; null to replace it.</param>
    public KernelPhase Scatter(List<LoopAxis> axes, int size, int updates, ReduceKind? reduction)
    {
        int unit = Math.Min(4, size);
        if (size > unit) axes.Add(new(size / unit, new[] { (long)unit, unit, 0 }));
        if (axes.Any(a => a.Count == 0)) return new(0, 0, asm => asm.Return());
        double units = axes.Aggregate(1.0, (a, b) => a * b.Count);
        axes = LoopNest.Collapse(axes);
        var cut = Divide(axes, Math.Clamp((long)(units * unit / TaskBytes), 1, MostScatterTasks));

        var row = new LoopAxis(1, new long[] { unit, unit, 0 });
        if (axes.Count > 0 && axes[^1].Steps == row.Steps)
        {
            row = axes[^1];
            axes.RemoveAt(axes.Count - 1);
        }
        long bytes = row.Count * unit;
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], 1, long.MaxValue, int.MaxValue);
        double seconds = units / row.Count * (3 * bytes + 32) / target.BytesPerSecond;
        return new(nest.Tasks, seconds, asm => UnlessFaulty(asm, task =>
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), at = asm.NewGpr(), arguments = asm.Argument(0);
            asm.Load64(from, VectorAssembler.At(arguments, KernelArguments.Input(updates)));
            asm.Load64(at, VectorAssembler.At(arguments, KernelArguments.Input(1)));
            asm.Load64(to, VectorAssembler.At(arguments, slots.Output(0)));
            nest.Emit(asm, task, [from, to, at], bytes <= asm.VectorBytes ? Together : 1, offsets =>
            {
                var place = asm.NewGpr();
                asm.Address(place, VectorAssembler.At(to, offsets[1]));
                Enter(asm, place, at, offsets[2]);
                var source = VectorAssembler.At(from, offsets[0]);
                if (reduction is { } kind) Combine(asm, kind, source, place, row.Count);
                else RowCopy.Copy(asm, source, VectorAssembler.At(place), bytes);
                asm.Free(place);
            });
            asm.Free(from, to, at);
        }));
    }

    // The loop over parts of the outermost axis along which updates do not meet. Each part is as long: combining twice is wrong.
    private static TaskAxis? Divide(List<LoopAxis> axes, long parts)
    {
        int k = axes.FindIndex(a => a.Steps[1] != 0);
        if (k < 0) return null;
        var axis = axes[k];
        long chunk = (axis.Count + parts - 1) / parts;
        while (axis.Count % chunk != 0) chunk++;
        if (chunk == axis.Count) return null;
        if (chunk > 1) axes[k] = axis with { Count = chunk };
        else axes.RemoveAt(k);
        return new(axis.Count / chunk, chunk, axis.Count - chunk, axis.Steps);
    }

    private static void Combine(VectorAssembler asm, ReduceKind kind, Mem from, Gpr place, long count)
    {
        Vec x = asm.NewVec(), y = asm.NewVec();
        var reduce = new ReduceEmitter(asm, kind);
        if (count == 1)
        {
            asm.LoadScalar(x, from);
            asm.LoadScalar(y, VectorAssembler.At(place));
            reduce.Take(y, x);
            asm.StoreScalar(VectorAssembler.At(place), y);
        }
        else
        {
            var source = asm.NewGpr();
            asm.Address(source, from);
            var pass = new RowPass(asm, count, turns: 2, unrolled: 8);
            pass.Run(v =>
            {
                v.Load(asm, x, source);
                v.Load(asm, y, place);
                reduce.Take(y, x);
                v.Store(asm, place, y);
            });
            pass.Release();
            asm.Free(source);
        }
        asm.Free(x, y);
    }

    // Moves a pointer to the place that the indices at hand mean.
    private void Enter(VectorAssembler asm, Gpr pointer, Gpr indices, long offset)
    {
        var index = asm.NewGpr();
        foreach (var axis in chosen)
        {
            var isPlace = asm.NewLabel();
            LoadIndex(asm, index, VectorAssembler.At(indices, offset + axis.Offset));
            asm.JumpIf(index, Condition.GreaterOrEqual, 0, isPlace);
            asm.Add(index, axis.Size);
            asm.Bind(isPlace);
            asm.Mul(index, index, axis.Step);
            asm.Add(pointer, index);
        }
        asm.Free(index);
    }

    // Jumps if all of so many indices are in range.
    private void CheckVectors(VectorAssembler asm, Gpr first, long count, Label good)
    {
        long words = count * indexBytes / 4;
        bool isWide = indexBytes == 8;
        int[] lanes = [.. Enumerable.Range(0, asm.Lanes)];
        Vec x = asm.NewVec(), t = asm.NewVec(), least = asm.NewVec(), most = asm.NewVec(), upper = asm.NewVec();
        Vec other = isWide ? asm.NewVec() : x;
        // Lanes that a mask leaves out hold 0, which is in range.
        asm.Zero(least);
        asm.Zero(most);
        asm.Zero(upper);
        if (isWide) asm.Load(other, asm.Table([.. lanes.Select(i => i ^ 1)]));
        var pass = new RowPass(asm, words, turns: 4, unrolled: 4);
        pass.Run(v =>
        {
            v.Load(asm, x, first);
            asm.MinI(least, least, x);
            asm.MaxI(most, most, x);
            if (!isWide) return;
            var sign = asm.NewVec();
            asm.Permute(t, x, other);
            asm.ShiftRightSigned(sign, t, 31);
            asm.Xor(t, sign, x);
            asm.Or(upper, upper, t);
            asm.Free(sign);
        });
        pass.Release();
        int size = checked((int)chosen[0].Size);
        Gpr bits = asm.NewGpr(), wrong = asm.NewGpr();
        var isBad = asm.NewMask();
        asm.Broadcast(t, size - 1);
        asm.CompareI(isBad, most, Condition.Greater, t);
        asm.MaskBits(wrong, isBad);
        asm.Broadcast(t, -size);
        asm.CompareI(isBad, t, Condition.Greater, least);
        asm.MaskBits(bits, isBad);
        asm.Add(wrong, bits);
        if (isWide)
        {
            // Only the upper halves are of interest.
            asm.Load(t, asm.Table([.. lanes.Select(i => -(i & 1))]));
            asm.And(upper, upper, t);
            asm.Zero(t);
            asm.CompareI(isBad, upper, Condition.NotEqual, t);
            asm.MaskBits(bits, isBad);
            asm.Add(wrong, bits);
        }
        asm.JumpIf(wrong, Condition.Equal, 0, good);
        asm.Free(isBad);
        asm.Free(bits, wrong);
        asm.Free(x, t, least, most, upper);
        if (isWide) asm.Free(other);
    }

    private void UnlessFaulty(VectorAssembler asm, Action<Gpr> body)
    {
        var word = asm.NewGpr();
        var isFine = asm.NewLabel();
        asm.Load64(word, VectorAssembler.At(asm.Argument(0), slots.Workspace));
        asm.Load64(word, VectorAssembler.At(word));
        asm.JumpIf(word, Condition.Equal, 0, isFine);
        asm.Move(asm.Argument(1), asm.Argument(2));
        asm.Bind(isFine);
        asm.Free(word);
        EachTask(asm, body);
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
