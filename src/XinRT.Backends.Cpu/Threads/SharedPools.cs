namespace XinRT.Backends.Cpu.Threads;

/// <summary>The pools of this process: engines with equal settings share one, so that their threads do not fight for the
/// processors. State of the process on purpose, as the processors are.</summary>
internal static class SharedPools
{
    private static readonly List<Entry> Open = [];
    private static readonly Lock Gate = new();

    /// <summary>A pool for one more user.</summary>
    public static WorkerPool Take(int workers, LatencyMode mode)
    {
        lock (Gate)
        {
            var entry = Open.Find(e => e.Pool.Workers == workers && e.Mode == mode);
            if (entry is null) Open.Add(entry = new Entry(new WorkerPool(workers, mode), mode));
            entry.Users++;
            return entry.Pool;
        }
    }

    /// <summary>Ends a use; the last one ends the pool's threads.</summary>
    public static void Return(WorkerPool pool)
    {
        lock (Gate)
        {
            var entry = Open.Find(e => e.Pool == pool)!;
            if (--entry.Users > 0) return;
            Open.Remove(entry);
        }
        pool.Dispose();
    }

    private sealed class Entry(WorkerPool pool, LatencyMode mode)
    {
        public WorkerPool Pool { get; } = pool;

        public LatencyMode Mode { get; } = mode;

        public int Users { get; set; }
    }
}
