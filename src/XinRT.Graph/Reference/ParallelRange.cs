using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Splits a range of work over threads for reference evaluation.</summary>
public static class ParallelRange
{
    // Enough looks at the token that a large operator stops soon, too few to be felt.
    private const int Looks = 16;

    /// <summary>Calls the body with sub-ranges that cover 0 to <paramref name="count"/> once each. Ranges are at least
    /// <paramref name="grain"/> long, so small work stays on the calling thread.</summary>
    public static void For(Workers threads, int count, int grain, Action<int, int> body)
    {
        threads.Cancel.ThrowIfCancellationRequested();
        int most = count / Math.Max(1, grain), parts = Math.Min(threads.Count, most);
        if (parts <= 1)
        {
            int ranges = threads.Cancel.CanBeCanceled ? Math.Clamp(most, 1, Looks) : 1;
            for (int i = 0; i < ranges && count > 0; i++)
            {
                threads.Cancel.ThrowIfCancellationRequested();
                body((int)((long)count * i / ranges), (int)((long)count * (i + 1) / ranges));
            }
            return;
        }
        // More parts than threads, so that one slow core does not hold up the rest.
        int pieces = Math.Min(Math.Max(parts * 4, Looks), most);
        void Piece(int i) => body((int)((long)count * i / pieces), (int)((long)count * (i + 1) / pieces));
        if (threads.Parallelism is { } own)
        {
            own.For(pieces, i =>
            {
                threads.Cancel.ThrowIfCancellationRequested();
                Piece(i);
            });
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads.Count, CancellationToken = threads.Cancel };
        Parallel.For(0, pieces, options, Piece);
    }
}
