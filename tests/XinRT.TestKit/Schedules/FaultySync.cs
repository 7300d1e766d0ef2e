using XinRT.Backends.Cpu.Threads;

namespace XinRT.TestKit.Schedules;

/// <summary>Operations of <see cref="ScheduledSync"/> but for a fault.</summary>
internal readonly unsafe struct FaultySync<TFault> : IPoolSync where TFault : struct, IPoolFault
{
    public static int LooksPerClock => ScheduledSync.LooksPerClock;

    public static int Me => ScheduledSync.Me;

    public static long Now => ScheduledSync.Now;

    public static long Read(ref long word) => ScheduledSync.Read(ref word);

    public static void Write(ref long word, long value) => ScheduledSync.Write(ref word, value);

    public static void Add(ref long word, long change) => ScheduledSync.Add(ref word, change);

    // Claims name their job in the high half; the only other words that are exchanged are marks.
    public static void Exchange(ref long word, long value) => ScheduledSync.Exchange(ref word, value <= uint.MaxValue ? TFault.Mark(value) : value);

    public static long CompareExchange(ref long word, long value, long expected)
    {
        if (!TFault.ClaimsBlindly || value <= uint.MaxValue) return ScheduledSync.CompareExchange(ref word, value, expected);
        ScheduledSync.Write(ref word, value);
        return expected;
    }

    public static void Settle(int place, long state) => ScheduledSync.Settle(place, state);

    public static void ReadBarrier() => ScheduledSync.ReadBarrier();

    public static void WriteBarrier() => ScheduledSync.WriteBarrier();

    public static void Pause() => ScheduledSync.Pause();

    public static void Yield() => ScheduledSync.Yield();

    public static void Wait(ParkingPlace place, uint* word, uint seen) => ScheduledSync.Wait(place, word, seen);

    public static void Wake(ParkingPlace place, uint* word)
    {
        if (TFault.Wakes) ScheduledSync.Wake(place, word);
    }
}

/// <summary>What is wrong with a pool's operations.</summary>
internal interface IPoolFault
{
    /// <summary>The mark that a worker sets before it sleeps, made of the right one.</summary>
    static virtual long Mark(long right) => right;

    /// <summary>Whether a unit is claimed without a look at what others have claimed.</summary>
    static virtual bool ClaimsBlindly => false;

    /// <summary>Whether sleepers are woken.</summary>
    static virtual bool Wakes => true;
}
