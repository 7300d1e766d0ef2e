using XinRT.TestKit.Schedules;

namespace XinRT.Soak.Pool;

/// <summary>The search of the worker pool: the first seeds are chosen scenarios, in which all orders are searched; the others are random
/// ones.</summary>
internal sealed class PoolOrders : ISearch
{
    private static readonly IReadOnlyList<PoolScenario> Chosen = [.. PoolScenario.Short, .. PoolScenario.Long];

    public string Name => "pool";

    public string Summary => "The threads of a worker pool in every order: each task runs once, nobody waits for ever, no worker sleeps when there is work. "
        + $"Seeds 1 to {Chosen.Count} are searched to the end.";

    public TimeSpan Patience => TimeSpan.FromHours(1);

    public SoakCase Make(ulong seed) => seed is > 0 && seed <= (ulong)Chosen.Count ? new PoolCase(Chosen[(int)seed - 1], long.MaxValue)
        : new PoolCase(PoolScenario.Random(new Random(unchecked((int)seed))), 100_000);
}
