using XinRT.Backends.Cpu.Threads;

namespace XinRT.TestKit.Schedules;

/// <summary>A fault put into the worker pool to see that a search finds it.</summary>
public enum PoolFault
{
    /// <summary>The pool as it is.</summary>
    None,

    /// <summary>The mark of a sleeper does not name the job it has seen, so that a late call for that job takes it away.</summary>
    MarkWithoutJob,

    /// <summary>A sleeper is not woken.</summary>
    NoWake,

    /// <summary>A unit is claimed without a look at whether another worker has done so.</summary>
    BlindClaim,
}

/// <summary>Operations of <see cref="ScheduledSync"/> but for one fault.</summary>
internal readonly unsafe struct FaultySync<TFault> : IPoolSync where TFault : struct, IPoolFault
{
    public static int LooksPerClock => ScheduledSync.LooksPerClock;

    public static int Me => ScheduledSync.Me;

    public static long Now => ScheduledSync.Now;

    public static long Read(ref long word) => ScheduledSync.Read(ref word);

    public static void Write(ref long word, long value) => ScheduledSync.Write(ref word, value);

    public static void Add(ref long word, long change) => ScheduledSync.Add(ref word, change);

    // The only words exchanged with small values are marks.
    public static void Exchange(ref long word, long value) =>
        ScheduledSync.Exchange(ref word, TFault.Fault == PoolFault.MarkWithoutJob && value <= uint.MaxValue ? 1 : value);

    public static long CompareExchange(ref long word, long value, long expected)
    {
        // Claims name their job in the high half.
        if (TFault.Fault != PoolFault.BlindClaim || value <= uint.MaxValue) return ScheduledSync.CompareExchange(ref word, value, expected);
        ScheduledSync.Write(ref word, value);
        return expected;
    }

    public static void ReadBarrier() => ScheduledSync.ReadBarrier();

    public static void WriteBarrier() => ScheduledSync.WriteBarrier();

    public static void Pause() => ScheduledSync.Pause();

    public static void Yield() => ScheduledSync.Yield();

    public static void Wait(ParkingPlace place, uint* word, uint seen) => ScheduledSync.Wait(place, word, seen);

    public static void Wake(ParkingPlace place, uint* word)
    {
        if (TFault.Fault != PoolFault.NoWake) ScheduledSync.Wake(place, word);
    }
}

/// <summary>A <see cref="PoolFault"/> as a type.</summary>
internal interface IPoolFault
{
    static abstract PoolFault Fault { get; }
}
