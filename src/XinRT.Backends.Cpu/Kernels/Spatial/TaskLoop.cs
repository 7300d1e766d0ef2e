using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The frame of a kernel whose tasks need every general register: the parameters live on the stack.</summary>
internal sealed class TaskLoop
{
    private readonly VectorAssembler _asm;
    private readonly Mem _arguments, _task, _end, _scratch;

    private TaskLoop(VectorAssembler asm)
    {
        _asm = asm;
        (_arguments, _task, _end, _scratch) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        asm.Store64(_arguments, asm.Argument(0));
        asm.Store64(_task, asm.Argument(1));
        asm.Store64(_end, asm.Argument(2));
        asm.Store64(_scratch, asm.Argument(3));
        asm.Free(asm.Argument(0), asm.Argument(1), asm.Argument(2), asm.Argument(3));
    }

    /// <summary>Emits a whole kernel. The body gets the task's number in a register that it frees.</summary>
    public static void Emit(VectorAssembler asm, Action<VectorAssembler, TaskLoop, Gpr> body)
    {
        var loop = new TaskLoop(asm);
        Label head = asm.NewLabel(), done = asm.NewLabel();
        asm.BindLoop(head);
        Gpr task = asm.NewGpr(), end = asm.NewGpr();
        asm.Load64(task, loop._task);
        asm.Load64(end, loop._end);
        asm.JumpIf(task, Condition.GreaterOrEqual, end, done);
        asm.Free(end);
        body(asm, loop, task);
        loop.Advance(loop._task, 1);
        asm.Jump(head);
        asm.Bind(done);
        asm.Return();
    }

    /// <summary>Loads a pointer from the argument block.</summary>
    public void Argument(Gpr d, int offset)
    {
        _asm.Load64(d, _arguments);
        _asm.Load64(d, VectorAssembler.At(d, offset));
    }

    /// <summary>Loads the pointer to the worker's own memory.</summary>
    public void Scratch(Gpr d) => _asm.Load64(d, _scratch);

    /// <summary>Adds a constant to a slot.</summary>
    public void Advance(Mem slot, long bytes)
    {
        if (bytes == 0) return;
        var t = _asm.NewGpr();
        _asm.Load64(t, slot);
        _asm.Add(t, bytes);
        _asm.Store64(slot, t);
        _asm.Free(t);
    }

    /// <summary>d += a · factor; a stays.</summary>
    public void AddMultiple(Gpr d, Gpr a, long factor)
    {
        if (factor == 0) return;
        var t = _asm.NewGpr();
        _asm.Mul(t, a, factor);
        _asm.Add(d, t);
        _asm.Free(t);
    }
}
