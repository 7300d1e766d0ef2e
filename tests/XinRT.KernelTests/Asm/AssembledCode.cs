using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

/// <summary>Runs a few operations of an assembler on the processor at hand.</summary>
internal static class AssembledCode
{
    /// <summary>Instruction sets that run here.</summary>
    public static TheoryData<CpuIsa> EachIsa => [.. new[] { CpuIsa.Avx2, CpuIsa.Avx512 }.Where(KernelHarness.Runs)];

    public static int Lanes(CpuIsa isa) => isa == CpuIsa.Avx512 ? 16 : 8;

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

    /// <summary>Computes vectors from vectors: the body gets the registers of all operands, loaded, and returns that of the
    /// result.</summary>
    public static TOut[] Map<TIn, TOut>(CpuIsa isa, TIn[][] operands, Func<X86Assembler, Vec[], Vec> emit)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        int lanes = Lanes(isa), count = operands[0].Length, padded = (count + lanes - 1) / lanes * lanes;
        var input = new TIn[padded * operands.Length];
        for (int i = 0; i < operands.Length; i++) operands[i].CopyTo(input, i * padded);
        return Run<TIn, TOut>(isa, input, padded, (asm, source, target) => asm.Repeat(padded / lanes, () =>
        {
            var registers = asm.NewVecs(operands.Length);
            for (int i = 0; i < registers.Length; i++) asm.Load(registers[i], VectorAssembler.At(source, i * padded * 4));
            asm.Store(VectorAssembler.At(target), emit(asm, registers));
            asm.Add(source, asm.VectorBytes);
            asm.Add(target, asm.VectorBytes);
        }))[..count];
    }
}
