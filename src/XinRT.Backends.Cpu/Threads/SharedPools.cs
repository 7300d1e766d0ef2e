namespace XinRT.Backends.Cpu.Threads;

/// <summary>The pools of this process: engines with equal settings share one, so that their threads do not fight for the
/// processors. State of the process on purpose, as the processors are.</summary>
internal static class SharedPools
{
    private static readonly Dictionary<(int Workers, LatencyMode Mode), (WorkerPool Pool, int Users)> Open = [];
    private static readonly Lock Gate = new();

    /// <summary>A pool for one more user.</summary>
    public static WorkerPool Take(int workers, LatencyMode mode)
    {
        lock (Gate)
        {
            var (pool, users) = Open.TryGetValue((workers, mode), out var known) ? known : (new WorkerPool(workers, mode), 0);
            Open[(workers, mode)] = (pool, users + 1);
            return pool;
        }
    }

    /// <summary>Ends a use; the last one ends the pool's threads.</summary>
    public static void Return(WorkerPool pool)
    {
        lock (Gate)
        {
            var (key, value) = Open.First(p => p.Value.Pool == pool);
            if (value.Users > 1)
            {
                Open[key] = (pool, value.Users - 1);
                return;
            }
            Open.Remove(key);
        }
        pool.Dispose();
    }
}
