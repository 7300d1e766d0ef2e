using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>Vectors of .NET on the processor at hand.</summary>
internal static class PortableVectors
{
    /// <summary>32-bit lanes of the widest vectors that the processor has; 4 where it has none.</summary>
    public static int Lanes { get; } = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Registers that a kernel may count on. x86 has 32 for vectors only beside 512-bit ones, other processors
    /// always have as many. The runtime's compiler needs some of its own.</summary>
    public static RegisterFile Registers { get; } =
        RegisterFile.Portable(Lanes, Lanes == 16 || !X86Base.IsSupported ? 31 : 15);

    /// <summary>Why this process cannot use them, or null.</summary>
    public static string? WhyNot => RuntimeFeature.IsDynamicCodeCompiled ? null
        : "the runtime compiles no code while it runs";
}
