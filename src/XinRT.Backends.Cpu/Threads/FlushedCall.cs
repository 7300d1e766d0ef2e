using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>Calls kernels with denormal numbers taken and given as zeros, because some processors need a hundred cycles for each
/// of them. Managed code around the call keeps the rules of IEEE 754.</summary>
/// <remarks>A generated function <c>(arguments, begin, end, scratch, kernel)</c> saves MXCSR, sets its bits 15 and 6, calls the
/// kernel with the same first four parameters, and restores MXCSR.</remarks>
// SAFETY: the entry is used only by the pool that owns this object and ends its threads first.
internal sealed unsafe class FlushedCall : IDisposable
{
    private readonly CodeMemory _memory = new();

    /// <summary>Writes the function.</summary>
    public FlushedCall()
    {
        if (!X86Base.X64.IsSupported || !CodeMemory.IsPermitted) return;
        Entry = (delegate* unmanaged<void**, long, long, void*, void*, void>)(nint)_memory.Write(Assemble(OperatingSystem.IsWindows()));
        _memory.Seal();
    }

    /// <summary>The function; null where the processor is not x86 or the system permits no generated code. Kernels compute with
    /// denormal numbers then.</summary>
    public delegate* unmanaged<void**, long, long, void*, void*, void> Entry { get; }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static byte[] Assemble(bool windows)
    {
        const int flushBoth = 0x8040;
        // Windows: 32 bytes that the kernel may use, and the fifth parameter beyond the caller's. Either way the stack is aligned.
        int frame = windows ? 56 : 24, kept = windows ? 32 : 0, used = kept + 4;
        var code = new CodeBuffer();
        code.Add(Instruction.Create(Code.Sub_rm64_imm8, Register.RSP, frame));
        code.Add(Instruction.Create(Code.Stmxcsr_m32, Stack(kept)));
        code.Add(Instruction.Create(Code.Mov_r32_rm32, Register.EAX, Stack(kept)));
        code.Add(Instruction.Create(Code.Or_EAX_imm32, Register.EAX, flushBoth));
        code.Add(Instruction.Create(Code.Mov_rm32_r32, Stack(used), Register.EAX));
        code.Add(Instruction.Create(Code.Ldmxcsr_m32, Stack(used)));
        code.Add(windows ? Instruction.Create(Code.Call_rm64, Stack(frame + 40)) : Instruction.Create(Code.Call_rm64, Register.R8));
        code.Add(Instruction.Create(Code.Ldmxcsr_m32, Stack(kept)));
        code.Add(Instruction.Create(Code.Add_rm64_imm8, Register.RSP, frame));
        code.Add(Instruction.Create(Code.Retnq));
        return code.Finish(new CodeBuffer());
    }

    private static MemoryOperand Stack(int offset) => new(Register.RSP, Register.None, 1, offset, 1);
}
