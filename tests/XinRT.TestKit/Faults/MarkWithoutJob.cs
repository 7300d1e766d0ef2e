using XinRT.TestKit.Schedules;

namespace XinRT.TestKit.Faults;

/// <summary>The mark of a sleeping worker does not name the job that it has seen.</summary>
public sealed class MarkWithoutJob : PoolFault
{
    /// <inheritdoc/>
    public override string Summary => "a late call to wake up takes the mark of a worker away that sleeps for the next job, and it sleeps for good";

    internal override PoolRun Run(PoolScenario scenario) => new PoolRun<FaultySync<InOperations>>(scenario);

    private readonly struct InOperations : IPoolFault
    {
        public static long Mark(long right) => 1;
    }
}
