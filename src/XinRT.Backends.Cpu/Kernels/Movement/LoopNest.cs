using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>One loop over memory: how often, and by how many bytes each pointer moves on.</summary>
internal sealed record LoopAxis(long Count, ValueArray<long> Steps)
{
    /// <summary>An axis of two pointers, source and target.</summary>
    public static LoopAxis Of(long count, long source, long target) => new(count, new long[] { source, target });
}

/// <summary>A loop whose index is part of the task number: index <c>i</c> starts at element <c>min(i·Chunk, Last)</c>.</summary>
internal sealed record TaskAxis(long Count, long Chunk, long Last, ValueArray<long> Steps);

/// <summary>Loops around a body, cut into tasks of about equal work: outer loops become the task number, inner ones are
/// emitted with constant counts.</summary>
/// <remarks>A chunk that does not divide its axis starts earlier at the end instead of being shorter, so that every loop has a
/// constant count: some elements are written twice, with the same contents. Bodies must bear that.</remarks>
internal sealed class LoopNest
{
    private readonly List<TaskAxis> _tasks;
    private readonly List<LoopAxis> _loops = [];

    /// <summary>Divides loops into tasks.</summary>
    /// <param name="axes">Loops around the body, outermost first.</param>
    /// <param name="cut">Loops into which the body itself was cut, see <see cref="Cut"/>.</param>
    /// <param name="bodyBytes">Bytes that one body moves.</param>
    /// <param name="taskBytes">Bytes that a task should move.</param>
    /// <param name="depth">How many loops a task may have. Each holds a register.</param>
    public LoopNest(IReadOnlyList<LoopAxis> axes, IEnumerable<TaskAxis> cut, long bodyBytes, long taskBytes, int depth = 3)
    {
        _tasks = [.. cut];
        bool full = false;
        for (int k = axes.Count - 1; k >= 0; k--)
        {
            var axis = axes[k];
            long fits = full ? 1 : Math.Max(1, taskBytes / Math.Max(1, bodyBytes));
            full |= fits < axis.Count;
            if (Cut(ref axis, fits) is { } outer) _tasks.Insert(0, outer);
            if (axis.Count > 1) _loops.Insert(0, axis);
            full |= _loops.Count == depth;
            bodyBytes *= axis.Count;
        }
    }

    /// <summary>Number of tasks.</summary>
    public long Tasks => _tasks.Aggregate(1L, (a, b) => a * b.Count);

    /// <summary>The innermost loop that is emitted, or null.</summary>
    public LoopAxis? Innermost => _loops.Count > 0 ? _loops[^1] : null;

    /// <summary>Leaves at most <paramref name="chunk"/> rounds, in multiples of <paramref name="multiple"/> if possible, to the
    /// axis; the loop over its chunks is the result, or null if there is but one.</summary>
    public static TaskAxis? Cut(ref LoopAxis axis, long chunk, long multiple = 1)
    {
        if (axis.Count <= chunk) return null;
        long parts = (axis.Count + chunk - 1) / chunk, even = (axis.Count + parts - 1) / parts;
        chunk = Math.Min(axis.Count, (even + multiple - 1) / multiple * multiple);
        parts = (axis.Count + chunk - 1) / chunk;
        var cut = new TaskAxis(parts, chunk, axis.Count - chunk, axis.Steps);
        axis = axis with { Count = chunk };
        return parts > 1 ? cut : null;
    }

    /// <summary>Drops loops of one round and joins neighbors that every pointer passes without a jump.</summary>
    public static List<LoopAxis> Collapse(IEnumerable<LoopAxis> axes)
    {
        var result = new List<LoopAxis>();
        foreach (var axis in axes)
        {
            if (axis.Count == 1) continue;
            if (result.Count > 0 && LoopAxes.Joins(result[^1].Steps, axis.Steps, axis.Count))
                result[^1] = new(result[^1].Count * axis.Count, axis.Steps);
            else result.Add(axis);
        }
        return result;
    }

    /// <summary>Emits one task.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="task">Number of the task; not changed.</param>
    /// <param name="pointers">Registers with the addresses of the first element; moved.</param>
    /// <param name="unroll">How many bodies to write one after the other in the innermost loop.</param>
    /// <param name="body">Writes the body; gets what is to be added to each pointer.</param>
    public void Emit(VectorAssembler asm, Gpr task, IReadOnlyList<Gpr> pointers, int unroll, Action<long[]> body)
    {
        Locate(asm, task, pointers);
        Loop(asm, pointers, 0, unroll, body);
    }

    /// <summary>Walks an axis in steps of a vector's lanes; the last step overlaps the one before if they do not divide the
    /// axis. An axis shorter than that is one step.</summary>
    public static void Strips(VectorAssembler asm, LoopAxis axis, Mem from, Mem to, Action<Mem, Mem> body)
    {
        int lanes = asm.Lanes;
        if (axis.Count <= lanes)
        {
            body(from, to);
            return;
        }
        Gpr source = asm.NewGpr(), target = asm.NewGpr();
        if (axis.Count % lanes == 0)
        {
            asm.Address(source, from);
            asm.Address(target, to);
            asm.Repeat(axis.Count / lanes, () =>
            {
                body(VectorAssembler.At(source), VectorAssembler.At(target));
                asm.Add(source, lanes * axis.Steps[0]);
                asm.Add(target, lanes * axis.Steps[1]);
            });
        }
        else
        {
            var position = asm.NewGpr();
            var head = asm.NewLabel();
            asm.Set(position, 0);
            asm.BindLoop(head);
            asm.Set(target, axis.Count - lanes);
            asm.Min(target, target, position);
            asm.Mul(source, target, axis.Steps[0]);
            asm.Mul(target, target, axis.Steps[1]);
            asm.Add(source, from.Base);
            asm.Add(target, to.Base);
            body(VectorAssembler.At(source, from.Offset), VectorAssembler.At(target, to.Offset));
            asm.Add(position, lanes);
            asm.JumpIf(position, Condition.Less, checked((int)axis.Count), head);
            asm.Free(position);
        }
        asm.Free(source, target);
    }

    private void Locate(VectorAssembler asm, Gpr task, IReadOnlyList<Gpr> pointers)
    {
        if (_tasks.Count == 0) return;
        Gpr rest = asm.NewGpr(), index = asm.NewGpr(), temp = asm.NewGpr();
        asm.Move(rest, task);
        for (int k = _tasks.Count - 1; k >= 0; k--)
        {
            var axis = _tasks[k];
            if (k > 0)
            {
                asm.DivRem(temp, index, rest, axis.Count);
                asm.Move(rest, temp);
            }
            else asm.Move(index, rest);
            if (axis.Chunk > 1) asm.Mul(index, index, axis.Chunk);
            if (axis.Last < (axis.Count - 1) * axis.Chunk)
            {
                asm.Set(temp, axis.Last);
                asm.Min(index, index, temp);
            }
            for (int p = 0; p < pointers.Count; p++)
            {
                if (axis.Steps[p] == 0) continue;
                asm.Mul(temp, index, axis.Steps[p]);
                asm.Add(pointers[p], temp);
            }
        }
        asm.Free(rest, index, temp);
    }

    // Leaves the pointers behind the last round of the loop at this level.
    private void Loop(VectorAssembler asm, IReadOnlyList<Gpr> pointers, int level, int unroll, Action<long[]> body)
    {
        if (level == _loops.Count)
        {
            body(new long[pointers.Count]);
            return;
        }
        var axis = _loops[level];
        bool innermost = level == _loops.Count - 1;
        if (!innermost)
        {
            var inner = _loops[level + 1];
            asm.Repeat(axis.Count, () =>
            {
                Loop(asm, pointers, level + 1, unroll, body);
                Advance(asm, pointers, p => axis.Steps[p] - inner.Count * inner.Steps[p]);
            });
            return;
        }
        asm.Repeat(axis.Count / unroll, () => Rounds(unroll));
        if (axis.Count % unroll is > 0 and var left) Rounds((int)left);

        void Rounds(int count)
        {
            for (int u = 0; u < count; u++) body([.. axis.Steps.Select(s => s * u)]);
            Advance(asm, pointers, p => axis.Steps[p] * count);
        }
    }

    private static void Advance(VectorAssembler asm, IReadOnlyList<Gpr> pointers, Func<int, long> bytes)
    {
        for (int p = 0; p < pointers.Count; p++)
            if (bytes(p) != 0) asm.Add(pointers[p], bytes(p));
    }
}
