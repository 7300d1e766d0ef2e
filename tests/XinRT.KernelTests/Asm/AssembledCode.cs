using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

/// <summary>Runs a few operations of an assembler on the processor at hand.</summary>
internal static class AssembledCode
{
    public static IReadOnlyList<CpuIsa> Isas { get; } = [CpuIsa.Avx2, CpuIsa.Avx512];

    public static TheoryData<CpuIsa> EachIsa => [.. Isas];

    /// <summary>Calls a kernel whose first parameter points to the given block of pointers.</summary>
    public static unsafe void Run(CpuIsa isa, Action<X86Assembler> emit, ReadOnlySpan<nint> pointers, long begin = 0, long end = 1, nint scratch = 0)
    {
        var asm = Assemblers.Create(isa);
        emit(asm);
        asm.Return();
        using var memory = new CodeMemory();
        var entry = memory.Write(asm.Finish());
        memory.Seal();
        fixed (nint* p = pointers) entry((void**)p, begin, end, (void*)scratch);
    }

    /// <summary>Calls a kernel that reads one buffer and writes another: the body gets their addresses.</summary>
    public static unsafe TOut[] Run<TIn, TOut>(CpuIsa isa, TIn[] input, int outputs, Action<X86Assembler, Gpr, Gpr> emit)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var result = new TOut[outputs];
        fixed (TIn* from = input)
        fixed (TOut* to = result)
            Run(isa, asm =>
            {
                Gpr source = asm.NewGpr(), target = asm.NewGpr();
                asm.Load64(source, VectorAssembler.At(asm.Argument(0)));
                asm.Load64(target, VectorAssembler.At(asm.Argument(0), 8));
                emit(asm, source, target);
            }, [(nint)from, (nint)to]);
        return result;
    }
}
