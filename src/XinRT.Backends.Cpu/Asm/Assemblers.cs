namespace XinRT.Backends.Cpu.Asm;

/// <summary>Makes the assembler of an instruction set.</summary>
internal static class Assemblers
{
    /// <summary>An assembler with nothing written yet.</summary>
    /// <param name="isa">Instruction set of the code.</param>
    /// <param name="windows">Whether callers follow the Windows convention.</param>
    public static X86Assembler Create(CpuIsa isa, bool windows) => isa switch
    {
        CpuIsa.Avx512 => new Avx512Assembler(windows),
        CpuIsa.Avx2 => new Avx2Assembler(windows),
        _ => throw new ArgumentOutOfRangeException(nameof(isa), isa, "No code is generated for this instruction set."),
    };

    /// <summary>An assembler for code that runs in this process.</summary>
    public static X86Assembler Create(CpuIsa isa) => Create(isa, OperatingSystem.IsWindows());
}
