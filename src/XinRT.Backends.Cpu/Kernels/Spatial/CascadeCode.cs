using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits a cascade: the code of both convolutions, one behind the other, in the loop over tasks.</summary>
/// <remarks>Each convolution is a kernel for its own problem (see <see cref="VectorAssembler.Inline"/>), so a task makes an argument
/// block for each in the worker's memory: pointers to the parts of the operands that belong to the task. The tensor between
/// lies in the same memory. The pointwise convolution computes the rows that the windows of the task reach, moved into the image
/// where they run over its edge; the pointer that the depthwise one gets is that of row 0, so that it finds every row at the
/// place of its number and cuts its windows off at the edges as ever.</remarks>
internal sealed class CascadeCode(KernelProblem problem, CascadeForm form)
{
    private const int Alignment = 64;

    private readonly KernelArguments _arguments = KernelArguments.Of(problem);

    /// <summary>Where an element lies: so many bytes further for each of the task's positions.</summary>
    private readonly record struct Steps(long Image, long Group, long Channel, long Row)
    {
        // An operand that broadcasts to images.
        public static Steps Of(TensorLayout layout, bool rows)
        {
            long At(int axis) => layout.Rank - 4 + axis is >= 0 and var k && layout.Dims[k] > 1 ? layout.Strides[k] * 4 : 0;
            return new(At(0), 0, At(1), rows ? At(2) : 0);
        }
    }

    // The positions of a task, on the stack.
    private readonly record struct Position(Mem Image, Mem Group, Mem Channel, Mem Row, Mem First);

    /// <summary>One of the convolutions on the whole tensor, which is in the workspace.</summary>
    public KernelPhase Whole(int link, KernelPhase phase)
    {
        long block = BlockBytes(link);
        return new(phase.Tasks, phase.Seconds, assembler => TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Mem begin = asm.NewSlot(), end = asm.NewSlot();
            asm.Store64(begin, task);
            asm.Add(task, 1);
            asm.Store64(end, task);
            Gpr scratch = task, p = asm.NewGpr();
            loop.Scratch(scratch);
            foreach (var (place, argument, _) in Operands(link, 0))
            {
                loop.Argument(p, argument);
                asm.Store64(At(scratch, place), p);
            }
            loop.Argument(p, _arguments.Workspace);
            asm.Store64(At(scratch, PlaceOfBetween(link)), p);
            asm.Free(scratch, p);
            Call(asm, loop, phase, 0, begin, end, block);
        }))
        {
            ScratchBytes = block + phase.ScratchBytes,
        };
    }

    /// <summary>Both convolutions for parts of the tensor between.</summary>
    /// <param name="tiling">The parts.</param>
    /// <param name="expand">The pointwise convolution of one part.</param>
    /// <param name="filter">The depthwise one, whose tasks are strips of rows.</param>
    /// <param name="packedBytes">Bytes of the packed constants of a group, for each.</param>
    public KernelPhase Parts(CascadeTiling tiling, KernelPhase expand, KernelPhase filter, IReadOnlyList<long> packedBytes)
    {
        long[] blocks = [0, BlockBytes(0)];
        long inner = blocks[1] + BlockBytes(1), between = inner + Aligned(Math.Max(expand.ScratchBytes, filter.ScratchBytes));
        var rows = form.Windows.Rows;
        long tasks = form.Between.Dims[0] * tiling.Strips * tiling.Groups, rowBytes = form.Between.Dims[3] * tiling.Channels * 4;
        return new(tasks, tasks * (expand.Seconds + filter.Seconds / filter.Tasks), assembler => TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            var at = FindTask(asm, tiling, task);
            Gpr scratch = asm.NewGpr(), p = asm.NewGpr(), t = asm.NewGpr();
            loop.Scratch(scratch);
            for (int link = 0; link < 2; link++)
            {
                foreach (var (place, argument, steps) in Operands(link, packedBytes[link]))
                {
                    loop.Argument(p, argument);
                    foreach (var (slot, bytes) in ((Mem, long)[])[(at.Image, steps.Image), (at.Group, steps.Group), (at.Channel, steps.Channel), (at.First, steps.Row)])
                    {
                        if (bytes == 0) continue;
                        asm.Load64(t, slot);
                        loop.AddMultiple(p, t, bytes);
                    }
                    asm.Store64(At(scratch, blocks[link] + place), p);
                }
            }
            asm.Address(p, At(scratch, between));
            asm.Store64(At(scratch, blocks[0] + PlaceOfBetween(0)), p);
            asm.Load64(t, at.First);
            asm.Mul(t, t, rowBytes);
            asm.Sub(p, t);
            asm.Store64(At(scratch, blocks[1] + PlaceOfBetween(1)), p);
            Mem zero = asm.NewSlot(), all = asm.NewSlot(), next = asm.NewSlot();
            asm.Set(t, 0);
            asm.Store64(zero, t);
            asm.Set(t, expand.Tasks);
            asm.Store64(all, t);
            asm.Load64(t, at.Row);
            asm.Add(t, 1);
            asm.Store64(next, t);
            asm.Free(scratch, p, t);
            Call(asm, loop, expand, blocks[0], zero, all, inner);
            Call(asm, loop, filter, blocks[1], at.Row, next, inner);
        }))
        {
            ScratchBytes = between + tiling.Bytes,
        };
    }

    private Position FindTask(VectorAssembler asm, CascadeTiling tiling, Gpr task)
    {
        Position at = new(asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        Gpr digit = asm.NewGpr(), bound = asm.NewGpr();
        // Groups go fastest: they share the rows that they read.
        asm.DivRem(task, digit, task, tiling.Groups);
        asm.Store64(at.Group, digit);
        asm.Mul(digit, digit, tiling.Channels);
        asm.Set(bound, form.Between.Dims[1] - tiling.Channels);
        asm.Min(digit, digit, bound);
        asm.Store64(at.Channel, digit);
        asm.DivRem(task, digit, task, tiling.Strips);
        asm.Store64(at.Image, task);
        asm.Mul(digit, digit, tiling.Rows);
        asm.Set(bound, form.Windows.Rows.Out - tiling.Rows);
        asm.Min(digit, digit, bound);
        asm.Store64(at.Row, digit);
        asm.Mul(digit, digit, form.Windows.Rows.Stride);
        asm.Add(digit, -form.Windows.Rows.PadBegin);
        asm.Set(bound, form.Between.Dims[2] - tiling.Between);
        asm.Min(digit, digit, bound);
        asm.Set(bound, 0);
        asm.Max(digit, digit, bound);
        asm.Store64(at.First, digit);
        asm.Free(task, digit, bound);
        return at;
    }

    // What a convolution reads and writes but for the tensor between: its place in the block, the argument, and how it moves.
    private IEnumerable<(int Place, int Argument, Steps Steps)> Operands(int link, long packedBytes)
    {
        var (_, node, sources) = form.Links[link];
        var own = new KernelArguments(sources.Count, 1);
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i] < 0 || i == node.AnchorInputs[1]) continue;
            var layout = problem.Inputs[sources[i]]!.Layout;
            int slot = node.AnchorInputs.ToList().IndexOf(i);
            var steps = slot > 0 ? new(0, 0, layout.Strides[0] * 4, 0) : Steps.Of(layout, link == 0);
            yield return (KernelArguments.Input(i), KernelArguments.Input(sources[i]), slot == 0 ? steps with { Channel = 0 } : steps);
        }
        if (link == 1) yield return (own.Output(0), _arguments.Output(0), Steps.Of(form.Output, rows: false));
        yield return (own.Packed(0), _arguments.Packed(link), new(0, packedBytes, 0, 0));
    }

    // Where the address of the tensor between stands in the block of a convolution.
    private int PlaceOfBetween(int link)
    {
        var sources = form.Links[link].Inputs;
        return link == 0 ? new KernelArguments(sources.Count, 1).Output(0) : KernelArguments.Input(sources.ToList().IndexOf(ChainLink.Previous));
    }

    private long BlockBytes(int link) => Aligned(new KernelArguments(form.Links[link].Inputs.Count, 1).Packed(1));

    private static void Call(VectorAssembler asm, TaskLoop loop, KernelPhase phase, long block, Mem begin, Mem end, long scratch)
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
