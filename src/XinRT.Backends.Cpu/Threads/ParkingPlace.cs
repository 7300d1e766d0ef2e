using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>Where a worker sleeps until a word in memory changes: in the kernel's queue for that word on Linux, at a semaphore
/// elsewhere. A sleeper may wake up for no reason.</summary>
internal sealed unsafe partial class ParkingPlace : IDisposable
{
    private const int WaitPrivate = 128, WakePrivate = 129;

    private readonly nint _call = !OperatingSystem.IsLinux() || !BitConverter.IsLittleEndian ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 98,
        _ => 0,
    };

    private readonly SemaphoreSlim _semaphore = new(0);

    /// <summary>Sleeps unless the word differs from the one seen.</summary>
    public void Wait(uint* word, uint seen)
    {
        // SAFETY: the word is the pool's and outlives its threads.
        if (_call != 0) SystemCall(_call, word, WaitPrivate, seen, null, null, 0);
        else if (Volatile.Read(ref *word) == seen) _semaphore.Wait();
    }

    /// <summary>Wakes the sleeper after the word has changed.</summary>
    public void Wake(uint* word)
    {
        if (_call != 0) SystemCall(_call, word, WakePrivate, 1, null, null, 0);
        else _semaphore.Release();
    }

    public void Dispose() => _semaphore.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, uint* word, nint operation, nuint value, void* timeout, void* word2, nuint value3);
}
