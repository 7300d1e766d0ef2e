using System.Runtime.CompilerServices;
using XinRT.Backends.Cpu.Threads;

namespace XinRT.TestKit.Schedules;

/// <summary>Threads of a <see cref="PoolRun{TSync}"/>: each operation waits for the thread's turn.</summary>
internal readonly unsafe struct ScheduledSync : IPoolSync
{
    public static int LooksPerClock => 1;

    public static int Me => SharedRun.Me.Number + 1;

    // Each look at the clock comes after any time that somebody waits.
    public static long Now => ((PoolRun)SharedRun.Here).Clock += 1L << 32;

    public static long Read(ref long word)
    {
        Point(ref word);
        return SharedRun.Note("reads", At(ref word), word);
    }

    public static void Write(ref long word, long value)
    {
        Point(ref word);
        word = value;
        SharedRun.Note("writes", At(ref word), value, writes: true);
    }

    public static void Add(ref long word, long change)
    {
        Point(ref word);
        word += change;
        SharedRun.Note("adds to", At(ref word), change, writes: true);
    }

    public static void Exchange(ref long word, long value) => Write(ref word, value);

    public static long CompareExchange(ref long word, long value, long expected)
    {
        Point(ref word);
        long found = word;
        if (found == expected) word = value;
        SharedRun.Note(found == expected ? "swaps" : "does not swap", At(ref word), found == expected ? value : found, writes: found == expected);
        return found;
    }

    public static void Settle(int place, long state) => ((PoolRun)SharedRun.Here).Settle(SharedRun.Me, place, state);

    // Operations are in order here.
    public static void ReadBarrier()
    {
    }

    public static void WriteBarrier()
    {
    }

    public static void Pause()
    {
        var run = (PoolRun)SharedRun.Here;
        var me = SharedRun.Me;
        // A helper that may fall asleep goes on to that.
        if (run.MayFallAsleep(me)) return;
        me.WaitForNews(() => run.Writes);
        SharedRun.Point();
        me.Looked(run.Writes);
    }

    public static void Yield()
    {
    }

    public static void Wait(ParkingPlace place, uint* word, uint seen) => ((PoolRun)SharedRun.Here).Wait(place, word, seen);

    public static void Wake(ParkingPlace place, uint* word) => ((PoolRun)SharedRun.Here).Wake(place, word);

    // A word that one thread alone uses needs no point.
    private static void Point(ref long word)
    {
        if (!((PoolRun)SharedRun.Here).IsOwn(At(ref word))) SharedRun.Point();
    }

    // SAFETY: words lie in native memory; the address is only a name here.
    private static nint At(ref long word) => (nint)Unsafe.AsPointer(ref word);
}
