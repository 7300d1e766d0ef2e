namespace XinRT.Reference;

/// <summary>Splits a range of work over threads for reference evaluation.</summary>
public static class ParallelRange
{
    /// <summary>Calls the body with sub-ranges that cover 0 to <paramref name="count"/> once each. Ranges are at least
    /// <paramref name="grain"/> long, so small work stays on the calling thread.</summary>
    public static void For(int threads, int count, int grain, Action<int, int> body)
    {
        int parts = Math.Min(threads, count / Math.Max(1, grain));
        if (parts <= 1)
        {
            if (count > 0) body(0, count);
            return;
        }
        // More parts than threads, so that one slow core does not hold up the rest.
        int pieces = Math.Min(parts * 4, count / Math.Max(1, grain));
        Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            body((int)((long)count * i / pieces), (int)((long)count * (i + 1) / pieces)));
    }
}
