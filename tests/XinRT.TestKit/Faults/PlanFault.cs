namespace XinRT.TestKit.Faults;

/// <summary>A fault of a step of the planner: plans are changed as it would have made them.</summary>
public abstract class PlanFault : Fault
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["planner"];
}
