using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Asm.Il;

namespace XinRT.KernelTests.Asm;

/// <summary>Runs a few operations of an assembler on the processor at hand.</summary>
internal static class AssembledCode
{
    private static readonly CpuProbe Probe = CpuProbe.Detect();

    /// <summary>What runs here.</summary>
    public static TheoryData<CodeKind> EachKind => [.. Enum.GetValues<CodeKind>().Where(Runs)];

    public static int Lanes(CodeKind kind) => kind switch
    {
        CodeKind.Il4 or CodeKind.Neutral4 => 4,
        CodeKind.Avx512 or CodeKind.Il16 or CodeKind.Neutral16 => 16,
        _ => 8,
    };

    public static int Vecs(CodeKind kind) => kind is CodeKind.Avx2 or CodeKind.Il8 ? 15 : 31;

    /// <summary>An assembler with nothing written yet.</summary>
    public static VectorAssembler Create(CodeKind kind) => kind switch
    {
        CodeKind.Avx2 => Assemblers.Create(Probe.Target(1, CpuIsa.Avx2)),
        CodeKind.Avx512 => Assemblers.Create(Probe.Target(1, CpuIsa.Avx512)),
        CodeKind.Il4 or CodeKind.Il8 or CodeKind.Il16 => new IlVectorAssembler(Vecs(kind), LaneMethods.Of(Lanes(kind))),
        CodeKind.Parts8 => new IlVectorAssembler(Vecs(kind), LaneMethods.Of(Lanes(kind))) { LargestMethod = 0.01 },
        _ => new IlVectorAssembler(Vecs(kind), LaneMethods.Neutral(Lanes(kind))),
    };

    private static bool Runs(CodeKind kind) => kind switch
    {
        CodeKind.Avx2 => KernelHarness.Runs(CpuIsa.Avx2),
        // Every instruction of the assembler is tried.
        CodeKind.Avx512 => KernelHarness.Runs(CpuIsa.Avx512)
            && Probe.Features.HasFlag(CpuFeatures.ByteDots | CpuFeatures.BFloat16Dots),
        _ => true,
    };

    /// <summary>Calls a kernel whose first parameter points to the given block of pointers.</summary>
    public static unsafe void Run(CodeKind kind, Action<VectorAssembler> emit, ReadOnlySpan<nint> pointers, long begin = 0, long end = 1, nint scratch = 0)
    {
        var asm = Create(kind);
        emit(asm);
        asm.Return();
        using var memory = new CodeMemory();
        var entry = asm.Finish().Place(memory);
        memory.Seal();
        fixed (nint* p = pointers) entry((void**)p, begin, end, (void*)scratch);
    }

    /// <summary>Calls a kernel that reads one buffer and writes another: the body gets their addresses.</summary>
    public static unsafe TOut[] Run<TIn, TOut>(CodeKind kind, TIn[] input, int outputs, Action<VectorAssembler, Gpr, Gpr> emit)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var result = new TOut[outputs];
        fixed (TIn* from = input)
        fixed (TOut* to = result)
            Run(kind, asm =>
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
    public static TOut[] Map<TIn, TOut>(CodeKind kind, TIn[][] operands, Func<VectorAssembler, Vec[], Vec> emit)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        int lanes = Lanes(kind), count = operands[0].Length, padded = (count + lanes - 1) / lanes * lanes;
        var input = new TIn[padded * operands.Length];
        for (int i = 0; i < operands.Length; i++) operands[i].CopyTo(input, i * padded);
        return Run<TIn, TOut>(kind, input, padded, (asm, source, target) => asm.Repeat(padded / lanes, () =>
        {
            var registers = asm.NewVecs(operands.Length);
            for (int i = 0; i < registers.Length; i++) asm.Load(registers[i], VectorAssembler.At(source, i * padded * 4));
            asm.Store(VectorAssembler.At(target), emit(asm, registers));
            asm.Add(source, asm.VectorBytes);
            asm.Add(target, asm.VectorBytes);
        }))[..count];
    }
}
