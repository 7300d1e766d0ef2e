using System.Globalization;

namespace XinRT.TestKit.Schedules;

/// <summary>Runs the threads of a worker pool in every order.</summary>
public static class PoolSearch
{
    /// <summary>Searches one scenario.</summary>
    /// <param name="scenario">What the threads do.</param>
    /// <param name="fault">What is wrong with the pool on purpose.</param>
    /// <param name="most">Most runs.</param>
    /// <param name="cancel">Ends the search.</param>
    public static PoolVerdict Run(PoolScenario scenario, PoolFault fault = PoolFault.None, long most = long.MaxValue, CancellationToken cancel = default)
    {
        var checker = new ScheduleChecker(fault switch
        {
            PoolFault.None => () => new PoolRun<ScheduledSync>(scenario),
            PoolFault.MarkWithoutJob => () => new PoolRun<FaultySync<MarkWithoutJob>>(scenario),
            PoolFault.NoWake => () => new PoolRun<FaultySync<NoWake>>(scenario),
            PoolFault.BlindClaim => () => new PoolRun<FaultySync<BlindClaim>>(scenario),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        }, most);
        string? failure = checker.Search(cancel);
        return new(failure, checker.IsComplete, checker.States, checker.Runs);
    }

    private readonly struct MarkWithoutJob : IPoolFault
    {
        public static PoolFault Fault => PoolFault.MarkWithoutJob;
    }

    private readonly struct NoWake : IPoolFault
    {
        public static PoolFault Fault => PoolFault.NoWake;
    }

    private readonly struct BlindClaim : IPoolFault
    {
        public static PoolFault Fault => PoolFault.BlindClaim;
    }
}

/// <summary>What a search found.</summary>
/// <param name="Failure">What is wrong and the order that leads there, or null.</param>
/// <param name="IsComplete">Whether every order was searched.</param>
/// <param name="States">Different states.</param>
/// <param name="Runs">Runs.</param>
public sealed record PoolVerdict(string? Failure, bool IsComplete, long States, long Runs)
{
    public override string ToString() => Failure
        ?? string.Create(CultureInfo.InvariantCulture, $"{States} states in {Runs} runs{(IsComplete ? "" : ", not all")}");
}
