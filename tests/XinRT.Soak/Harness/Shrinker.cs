using System.Diagnostics;

namespace XinRT.Soak.Harness;

/// <summary>Reduces a case that is wrong to one that is wrong in the same way and has no smaller one that is: greedy,
/// one step at a
/// time.</summary>
internal static class Shrinker
{
    private const int MaxTries = 2000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(90);

    /// <summary>The smallest case found, and its verdict.</summary>
    /// <param name="address">A case that is wrong.</param>
    /// <param name="verdict">Its verdict.</param>
    /// <param name="judge">The verdict of a case; null if there is none of the address.</param>
    public static (CaseAddress Address, Verdict Verdict) Run(CaseAddress address, Verdict verdict, Func<CaseAddress,
        Verdict?> judge)
    {
        long start = Stopwatch.GetTimestamp();
        bool changed = false;
        int index = 0;
        for (int tries = 0; tries < MaxTries && Stopwatch.GetElapsedTime(start) < MaxTime; tries++)
        {
            var candidate = address.Then(index);
            var found = judge(candidate);
            if (found?.Kind == verdict.Kind)
            {
                // What made it smaller often does so again.
                (address, verdict, changed) = (candidate, found!, true);
            }
            else if (found is not null) index++;
            else if (!changed) break;
            else (index, changed) = (0, false);
        }
        return (address, verdict);
    }
}
