using System.Diagnostics;

namespace XinRT.Soak.Harness;

/// <summary>Runs a search: cases in processes of their own, several at a time, each first finding of a kind reduced to
/// a small
/// case.</summary>
/// <param name="search">What is searched.</param>
/// <param name="options">How long and how widely.</param>
public sealed class Hunt(ISearch search, SearchOptions options)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _next = -1;

    /// <summary>What has been done so far.</summary>
    public Tally Tally { get; } = new(search.Name, options.Seed);

    /// <summary>Time since the search began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Told of each finding when it is small.</summary>
    public Action<Finding>? OnFinding { get; init; }

    /// <summary>Searches until time, cases, or patience with findings are over.</summary>
    public void Run(CancellationToken cancel = default)
    {
        var threads = Enumerable.Range(0, options.Jobs).Select(_ => new Thread(() => Work(cancel))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }

    private void Work(CancellationToken cancel)
    {
        using var process = new CaseProcess(search, options);
        try
        {
            while (!cancel.IsCancellationRequested && Elapsed < options.Time && Tally.Kinds < options.StopAfter)
            {
                long index = Interlocked.Increment(ref _next);
                if (index >= options.Cases) return;
                var address = new CaseAddress(options.Seed + (ulong)index);
                var verdict = process.Try(address, cancel)!;
                if (!Tally.Add(verdict)) continue;
                var after = Elapsed;
                if (options.Shrinks) (address, verdict) =
                    Shrinker.Run(address, verdict, smaller => process.Try(smaller, cancel));
                var (_, text, test) = address.Describe(search);
                var finding = new Finding(address.Seed, verdict.Kind!, verdict.Title,
                    $"{text}\ncase {address}\n{verdict.Notes}".TrimEnd(), test)
                { After = after };
                Tally.Keep(finding);
                OnFinding?.Invoke(finding);
            }
        }
        catch (OperationCanceledException)
        {
            // The case in progress is dropped.
        }
    }
}
