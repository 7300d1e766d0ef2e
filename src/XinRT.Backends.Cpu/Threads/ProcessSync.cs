using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>Threads of this process.</summary>
internal readonly unsafe struct ProcessSync : IPoolSync
{
    public static int LooksPerClock => 32;

    public static int Me => Environment.CurrentManagedThreadId;

    public static long Now => Stopwatch.GetTimestamp();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref long word) => Volatile.Read(ref word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref long word, long value) => Volatile.Write(ref word, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref long word, long change) => Interlocked.Add(ref word, change);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exchange(ref long word, long value) => Interlocked.Exchange(ref word, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CompareExchange(ref long word, long value, long expected) => Interlocked.CompareExchange(ref word, value, expected);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Settle(int place, long state)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadBarrier() => Volatile.ReadBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBarrier() => Volatile.WriteBarrier();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else Thread.SpinWait(1);
    }

    public static void Yield() => Thread.Yield();

    public static void Wait(ParkingPlace place, uint* word, uint seen) => place.Wait(word, seen);

    public static void Wake(ParkingPlace place, uint* word) => place.Wake(word);
}
