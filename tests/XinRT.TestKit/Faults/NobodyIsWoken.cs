using XinRT.TestKit.Schedules;

namespace XinRT.TestKit.Faults;

/// <summary>Workers that sleep are not woken.</summary>
public sealed class NobodyIsWoken : PoolFault
{
    /// <inheritdoc/>
    public override string Summary => "workers that sleep are not woken";

    internal override PoolRun Run(PoolScenario scenario) => new PoolRun<FaultySync<InOperations>>(scenario);

    private readonly struct InOperations : IPoolFault
    {
        public static bool Wakes => false;
    }
}
