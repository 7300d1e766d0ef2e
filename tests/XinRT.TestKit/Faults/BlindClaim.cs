using XinRT.TestKit.Schedules;

namespace XinRT.TestKit.Faults;

/// <summary>Workers claim units that others may have claimed meanwhile.</summary>
public sealed class BlindClaim : PoolFault
{
    /// <inheritdoc/>
    public override string Summary => "a unit is claimed without a look at what other workers have claimed meanwhile";

    internal override PoolRun Run(PoolScenario scenario) => new PoolRun<FaultySync<InOperations>>(scenario);

    private readonly struct InOperations : IPoolFault
    {
        public static bool ClaimsBlindly => true;
    }
}
