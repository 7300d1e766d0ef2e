using System.Numerics;
using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>The processors that this process may use.</summary>
internal static unsafe partial class ProcessorSet
{
    // Enough for 8192 processors; the kernel refuses a mask smaller than its own.
    private const int MaskWords = 128;

    /// <summary>Numbers of the processors that the calling thread may run on, in order; empty where the system does not
    /// tell.</summary>
    public static int[] Allowed()
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        int words = 0;
        // SAFETY: the mask holds the bytes that the calls are told, and they write no more.
        if (OperatingSystem.IsLinux())
        {
            if (GetAffinity(0, MaskWords * sizeof(ulong), mask) == 0) words = MaskWords;
        }
        else if (OperatingSystem.IsWindows())
        {
            nuint system;
            if (GetProcessAffinityMask(GetCurrentProcess(), (nuint*)mask, &system) != 0) words = 1;
        }
        var processors = new List<int>();
        for (int w = 0; w < words; w++)
            for (ulong bits = mask[w]; bits != 0; bits &= bits - 1) processors.Add(w * 64 + BitOperations.TrailingZeroCount(bits));
        return [.. processors];
    }

    /// <summary>Binds the calling thread to one processor; says whether the system did so.</summary>
    public static bool TryPin(int processor)
    {
        if (processor < 0 || processor >= MaskWords * 64) return false;
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[processor / 64] = 1ul << (processor % 64);
        // SAFETY: as above; the calls only read the mask.
        if (OperatingSystem.IsLinux()) return SetAffinity(0, MaskWords * sizeof(ulong), mask) == 0;
        if (OperatingSystem.IsWindows() && processor < 64) return SetThreadAffinityMask(GetCurrentThread(), (nuint)mask[0]) != 0;
        return false;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial int GetProcessAffinityMask(nint process, nuint* mask, nuint* system);

    [LibraryImport("kernel32")]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);
}
