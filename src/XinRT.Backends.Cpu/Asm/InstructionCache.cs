using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>The processors' caches of instructions. x86 keeps them like memory; elsewhere they may hold what was there before.</summary>
internal static partial class InstructionCache
{
    /// <summary>Has all processors of this process fetch instructions anew from these bytes.</summary>
    public static void Flush(nint place, long bytes)
    {
        if (OperatingSystem.IsWindows()) _ = FlushInstructionCache(GetCurrentProcess(), place, (nuint)bytes);
        else if (RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86) return;
        else if (OperatingSystem.IsMacOS()) Invalidate(place, (nuint)bytes);
        else Clear(place, place + (nint)bytes);
    }

    // The compiler's runtime library knows how each processor does it.
    [LibraryImport("libgcc_s.so.1", EntryPoint = "__clear_cache")]
    private static partial void Clear(nint start, nint end);

    [LibraryImport("libSystem", EntryPoint = "sys_icache_invalidate")]
    private static partial void Invalidate(nint start, nuint bytes);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial int FlushInstructionCache(nint process, nint place, nuint bytes);
}
