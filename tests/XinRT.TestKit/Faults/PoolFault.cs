using XinRT.TestKit.Schedules;

namespace XinRT.TestKit.Faults;

/// <summary>A fault in how the threads of a worker pool meet.</summary>
public abstract class PoolFault : Fault
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["pool"];

    /// <summary>A run of a pool with the fault in it.</summary>
    internal abstract PoolRun Run(PoolScenario scenario);
}
