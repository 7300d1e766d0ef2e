namespace XinRT.Backends.Cpu.Threads;

/// <summary>The processors that helpers of this process are bound to, each by one pool: two helpers bound to one would wait for each
/// other while another processor is idle. State of the process on purpose, as the processors are.</summary>
internal static class BoundProcessors
{
    private static readonly HashSet<int> Bound = [];
    private static readonly Lock Gate = new();

    /// <summary>Processors for so many helpers, all free until now, and none of them the first, where callers often run; nothing if
    /// there are fewer. Who takes them returns them.</summary>
    public static int[] Take(int helpers) => Take(helpers, ProcessorSet.Allowed());

    /// <summary>The same of the processors given.</summary>
    public static int[] Take(int helpers, ReadOnlySpan<int> processors)
    {
        lock (Gate)
        {
            var free = new List<int>();
            for (int i = 1; i < processors.Length && free.Count < helpers; i++)
                if (!Bound.Contains(processors[i])) free.Add(processors[i]);
            if (free.Count < helpers) return [];
            Bound.UnionWith(free);
            return [.. free];
        }
    }

    /// <summary>Frees processors.</summary>
    public static void Return(ReadOnlySpan<int> processors)
    {
        lock (Gate)
            foreach (int processor in processors) Bound.Remove(processor);
    }
}
