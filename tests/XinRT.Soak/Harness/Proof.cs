using System.Diagnostics;
using XinRT.TestKit.Faults;

namespace XinRT.Soak.Harness;

/// <summary>Puts a mended fault back and searches until it is found: a case that is wrong with it and right without
/// it.</summary>
/// <param name="Undone">The fault.</param>
/// <param name="Search">Name of the search.</param>
/// <param name="Seed">Seed of the case that found it; null if none did in time.</param>
/// <param name="Cases">Cases tried.</param>
/// <param name="Time">Time until then.</param>
/// <param name="Title">What the case shows.</param>
public sealed record Proof(Fault Undone, string Search, ulong? Seed, long Cases, TimeSpan Time, string Title)
{
    /// <summary>Searches with a fault put back.</summary>
    public static Proof Run(ISearch search, Fault undone, ulong seed, TimeSpan time, CancellationToken cancel)
    {
        using var guilty = new CaseProcess(search, new SearchOptions { Undone = undone });
        using var innocent = new CaseProcess(search, new SearchOptions());
        long start = Stopwatch.GetTimestamp(), cases = 0;
        for (; Stopwatch.GetElapsedTime(start) < time; seed++)
        {
            cases++;
            var verdict = guilty.Try(new CaseAddress(seed), cancel)!;
            if (verdict.IsRight || !innocent.Try(new CaseAddress(seed), cancel)!.IsRight) continue;
            return new(undone, search.Name, seed, cases, Stopwatch.GetElapsedTime(start), verdict.Title);
        }
        return new(undone, search.Name, null, cases, Stopwatch.GetElapsedTime(start), "not found");
    }
}
