using System.Runtime.CompilerServices;
using XinRT.Backends.Cpu.Asm.Il;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Makes the assembler of an instruction set.</summary>
internal static class Assemblers
{
    /// <summary>An assembler of machine code with nothing written yet.</summary>
    /// <param name="target">Instruction set and features that the code may use.</param>
    /// <param name="windows">Whether callers follow the Windows convention.</param>
    public static X86Assembler Create(CpuTarget target, bool windows) => target.Isa switch
    {
        CpuIsa.Avx512 => new Avx512Assembler(windows, target.Features),
        CpuIsa.Avx2 => new Avx2Assembler(windows),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target.Isa,
            "No machine code is generated for this instruction set."),
    };

    /// <summary>An assembler for code that runs in this process.</summary>
    public static VectorAssembler Create(CpuTarget target)
    {
        if (target.Isa != CpuIsa.Portable) return Create(target, OperatingSystem.IsWindows());
        if (!RuntimeFeature.IsDynamicCodeSupported) throw new NotSupportedException(IlProgram.WhyDynamic);
        return new IlVectorAssembler(target.Vecs,
            target.IsNeutral ? LaneMethods.Neutral(target.Lanes) : LaneMethods.Of(target.Lanes));
    }
}
