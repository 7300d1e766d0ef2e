using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits a cascade: the code of its convolutions, one behind the other, in the loop over tasks.</summary>
/// <remarks>Each convolution is a kernel for its own problem (see <see cref="VectorAssembler.Inline"/>), so a task
/// makes an argument block for each in the worker's memory: pointers to the parts of the operands that belong to the
/// task. The tensors between lie in the same memory, or in the workspace if they are computed as a whole. A pointwise
/// convolution before the depthwise one computes the rows that the windows of the task reach, moved into the image
/// where they run over its edge. The depthwise one gets pointers to row 0, also of what is there for the task alone,
/// so that it finds every row at the place of its number and cuts its windows off at the edges as ever. A pointwise
/// convolution behind it waits for all groups of channels.</remarks>
internal sealed class CascadeCode(KernelProblem problem, CascadeForm form, CascadeTiling? tiling)
{
    private const int Alignment = 64, InScratch = -1;

    private readonly KernelArguments _arguments = KernelArguments.Of(problem);

    /// <summary>Where an element lies: so many bytes further for each of the task's positions.</summary>
    private readonly record struct Steps(long Image, long Group, long Channel, long First, long Row)
    {
        // An operand that broadcasts to images.
        public static Steps Of(TensorLayout layout)
        {
            return new(At(0), 0, At(1), At(2), At(2));
            long At(int axis)
            {
                int own = layout.Rank - 4 + axis;
                return own >= 0 && layout.Dims[own] > 1 ? layout.Strides[own] * sizeof(float) : 0;
            }
        }
    }

    // What a convolution reads or writes: its place in the block, the argument that points there or InScratch, bytes
    // from that on, and how it moves.
    private readonly record struct Operand(int Place, int Argument, long Offset, Steps Steps);

    // The positions of a task, on the stack: First is the first row of what is expanded.
    private readonly record struct Position(Mem Image, Mem Group, Mem Channel, Mem First, Mem Row);

    /// <summary>Bytes of the tensor between if it is computed as a whole.</summary>
    public long WorkspaceBytes => tiling is null ? Aligned(form.Result(0).Count * sizeof(float)) : 0;

    /// <summary>One of the convolutions on the whole tensor.</summary>
    public KernelPhase Whole(int link, KernelPhase phase)
    {
        long block = BlockBytes(link);
        return new(phase.Tasks, phase.Seconds, assembler => TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Mem begin = asm.NewSlot(), end = asm.NewSlot();
            asm.Store64(begin, task);
            asm.Add(task, 1);
            asm.Store64(end, task);
            asm.Free(task);
            WriteBlock(asm, loop, 0, Operands(link, 0), null);
            Call(asm, loop, phase, 0, begin, end, block);
        }))
        {
            ScratchBytes = block + phase.ScratchBytes,
        };
    }

    /// <summary>The convolutions, computed in parts.</summary>
    /// <param name="phases">Each link for one part; the tasks of the depthwise one are strips of rows.</param>
    /// <param name="ofRest">The same for the last part of an image if it has fewer rows.</param>
    /// <param name="packedBytes">Bytes of the packed constants of a group, for each.</param>
    public KernelPhase Parts(KernelPhase[] phases, KernelPhase[]? ofRest, long[] packedBytes)
    {
        var cut = tiling!;
        long inner = 0, own = 0;
        double seconds = 0;
        for (int link = 0; link < phases.Length; link++)
        {
            inner += BlockBytes(link);
            own = Math.Max(own, Math.Max(phases[link].ScratchBytes, ofRest?[link].ScratchBytes ?? 0));
            double once = phases[link].Seconds / (link == form.Filter ? phases[link].Tasks : 1);
            seconds += link <= form.Filter ? cut.GroupsOfTask * once : once;
        }
        long held = inner + Aligned(own);
        long tasks = cut.Tasks(form);
        return new(tasks, tasks * seconds, assembler => TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            var at = FindTask(asm, task);
            Label rest = asm.NewLabel(), done = asm.NewLabel();
            if (ofRest is not null)
            {
                var row = asm.NewGpr();
                asm.Load64(row, at.Row);
                asm.JumpIf(row, Condition.Greater, (int)(form.Windows.Rows.Out - cut.Rows), rest);
                asm.Free(row);
            }
            Part(asm, loop, cut, phases, at);
            if (ofRest is null) return;
            asm.Jump(done);
            asm.Bind(rest);
            Part(asm, loop, cut.Rest!, ofRest, at);
            asm.Bind(done);
        }))
        {
            ScratchBytes = held + Aligned(cut.ExpandedBytes) + cut.FilteredBytes,
        };

        void Part(VectorAssembler asm, TaskLoop loop, CascadeTiling part, KernelPhase[] links, Position at)
        {
            FindFirst(asm, part, at);
            Label head = asm.NewLabel();
            if (cut.GroupsOfTask > 1) asm.BindLoop(head);
            FindChannel(asm, at);
            long block = 0;
            for (int link = 0; link < links.Length; link++)
            {
                if (link == form.Filter + 1 && cut.GroupsOfTask > 1) NextGroup(asm, at, head);
                WriteBlock(asm, loop, block, Operands(link, packedBytes[link], held), at);
                var (begin, end) = Tasks(asm, link == form.Filter ? at.Row : null, links[link].Tasks);
                Call(asm, loop, links[link], block, begin, end, inner);
                block += BlockBytes(link);
            }
        }
    }

    // Leaves out the first row.
    private Position FindTask(VectorAssembler asm, Gpr task)
    {
        Position at = new(asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        Gpr digit = asm.NewGpr(), bound = asm.NewGpr();
        // Groups go fastest: they share the rows that they read.
        if (tiling!.JoinsGroups) asm.Set(digit, 0);
        else asm.DivRem(task, digit, task, tiling.Groups);
        asm.Store64(at.Group, digit);
        asm.DivRem(task, digit, task, tiling.Strips);
        asm.Store64(at.Image, task);
        asm.Mul(digit, digit, tiling.Rows);
        asm.Set(bound, form.Windows.Rows.Out - (tiling.Rest ?? tiling).Rows);
        asm.Min(digit, digit, bound);
        asm.Store64(at.Row, digit);
        asm.Free(task, digit, bound);
        return at;
    }

    // Where the windows of a task begin, moved into the image.
    private void FindFirst(VectorAssembler asm, CascadeTiling part, Position at)
    {
        Gpr row = asm.NewGpr(), bound = asm.NewGpr();
        asm.Load64(row, at.Row);
        asm.Mul(row, row, form.Windows.Rows.Stride);
        asm.Add(row, -form.Windows.Rows.PadBegin);
        asm.Set(bound, form.Windows.Rows.In - part.Between);
        asm.Min(row, row, bound);
        asm.Set(bound, 0);
        asm.Max(row, row, bound);
        asm.Store64(at.First, row);
        asm.Free(row, bound);
    }

    private void FindChannel(VectorAssembler asm, Position at)
    {
        Gpr channel = asm.NewGpr(), bound = asm.NewGpr();
        asm.Load64(channel, at.Group);
        asm.Mul(channel, channel, tiling!.Channels);
        asm.Set(bound, form.Channels - tiling.Channels);
        asm.Min(channel, channel, bound);
        asm.Store64(at.Channel, channel);
        asm.Free(channel, bound);
    }

    private void NextGroup(VectorAssembler asm, Position at, Label head)
    {
        var group = asm.NewGpr();
        asm.Load64(group, at.Group);
        asm.Add(group, 1);
        asm.Store64(at.Group, group);
        asm.JumpIf(group, Condition.Less, (int)tiling!.Groups, head);
        asm.Free(group);
    }

    // Slots with the one task at a place, or with all tasks.
    private static (Mem Begin, Mem End) Tasks(VectorAssembler asm, Mem? one, long all)
    {
        Mem begin = one ?? asm.NewSlot(), end = asm.NewSlot();
        var t = asm.NewGpr();
        if (one is null)
        {
            asm.Set(t, 0);
            asm.Store64(begin, t);
            asm.Set(t, all);
        }
        else
        {
            asm.Load64(t, begin);
            asm.Add(t, 1);
        }
        asm.Store64(end, t);
        asm.Free(t);
        return (begin, end);
    }

    private static void WriteBlock(VectorAssembler asm, TaskLoop loop, long block, IEnumerable<Operand> operands,
        Position? position)
    {
        Gpr scratch = asm.NewGpr(), p = asm.NewGpr(), t = asm.NewGpr();
        loop.Scratch(scratch);
        foreach (var (place, argument, offset, steps) in operands)
        {
            if (argument == InScratch) asm.Move(p, scratch);
            else loop.Argument(p, argument);
            asm.Add(p, offset);
            if (position is { } at)
            {
                Move(at.Image, steps.Image);
                Move(at.Group, steps.Group);
                Move(at.Channel, steps.Channel);
                Move(at.First, steps.First);
                Move(at.Row, steps.Row);
            }
            asm.Store64(At(scratch, block + place), p);
        }
        asm.Free(scratch, p, t);

        void Move(Mem position, long bytes)
        {
            if (bytes == 0) return;
            asm.Load64(t, position);
            loop.AddMultiple(p, t, bytes);
        }
    }

    // What a convolution reads and writes. The worker's memory holds tensors from so many bytes on.
    private IEnumerable<Operand> Operands(int link, long packedBytes, long held = 0)
    {
        var (_, node, sources) = form.Links[link];
        var own = new KernelArguments(sources.Count, 1);
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i] == ChainLink.Absent || i == node.AnchorInputs[1]) continue;
            int place = KernelArguments.Input(i), slot = node.AnchorInputs.ToList().IndexOf(i);
            if (sources[i] == ChainLink.Previous)
            {
                yield return Between(link - 1, place, link, held);
                continue;
            }
            var layout = problem.Inputs[sources[i]]!.Layout;
            var steps = slot > 0 ? new(0, 0, layout.Strides[0] * sizeof(float), 0, 0) : Steps.Of(layout);
            if (slot == 0 && link < form.Filter) steps = steps with { Channel = 0 };
            yield return new(place, KernelArguments.Input(sources[i]), 0, Moving(steps, link));
        }
        if (link < form.Links.Count - 1) yield return Between(link, own.Output(0), link, held);
        else yield return new(own.Output(0), _arguments.Output(0), 0, Moving(Steps.Of(form.Output), link));
        yield return new(own.Packed(0), _arguments.Packed(link), 0, Moving(new(0, packedBytes, 0, 0, 0), link));
    }

    // The result of a link as this one or the next accesses it.
    private Operand Between(int result, int place, int link, long held)
    {
        var layout = form.Result(result);
        if (tiling is null)
            return new(place, _arguments.Workspace, 0, Moving(Steps.Of(layout), link));
        // Only the depthwise convolution takes the numbers of rows and channels to be those of the whole.
        var steps = link != form.Filter ? default
            : result < link ? new Steps(0, 0, 0, -form.Windows.Columns.In * tiling.Channels * sizeof(float), 0)
            : new Steps(0, 0, sizeof(float), 0, -form.Windows.Columns.Out * form.Channels * sizeof(float));
        return new(place, InScratch, held + (result < form.Filter ? 0 : Aligned(tiling.ExpandedBytes)), steps);
    }

    // How an operand moves with the parts of a link: the depthwise convolution finds rows by itself, one behind it
    // reads all channels.
    private Steps Moving(Steps steps, int link) =>
        link < form.Filter ? steps with { Row = 0 }
            : link == form.Filter ? steps with { First = 0, Row = 0 }
            : steps with { First = 0, Group = 0, Channel = 0 };

    private long BlockBytes(int link) => Aligned(new KernelArguments(form.Links[link].Inputs.Count, 1).Packed(1));

    private static void Call(VectorAssembler asm, TaskLoop loop, KernelPhase phase, long block, Mem begin, Mem end,
        long scratch)
    {
        Mem arguments = asm.NewSlot(), memory = asm.NewSlot();
        var p = asm.NewGpr();
        loop.Scratch(p);
        asm.Add(p, block);
        asm.Store64(arguments, p);
        asm.Add(p, scratch - block);
        asm.Store64(memory, p);
        asm.Free(p);
        asm.Inline(phase.Emit, arguments, begin, end, memory);
    }

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
