using XinRT.Planning;

namespace XinRT.TestKit.Faults;

/// <summary>A result that is written in place into a concatenation along an axis of size 1 lies as if it stood
/// alone: the distance of its elements in the concatenation is not kept.</summary>
public sealed class DistanceOfOne : PlanFault
{
    /// <inheritdoc/>
    public override string Summary =>
        "parts of a concatenation along an axis of size 1 are written with the distances of a tensor of their own";

    /// <inheritdoc/>
    public override ProgramPlan Plan(ProgramPlan plan) => plan with { Steps = [.. plan.Steps.Select(Changed)] };

    private static PlannedStep Changed(PlannedStep step)
    {
        if (step.Outputs is not [{ Layout: { Rank: > 1 } layout } place] || step.Problem.Outputs is not [{ } operand]) return step;
        int innermost = Array.FindLast(layout.Order(), k => layout.Dims[k] > 1);
        bool isWide = layout.Dims[innermost] > 1 && layout.Strides[innermost] > 1 && layout.Dims[^1] == 1;
        if (!isWide) return step;
        var alone = TensorLayout.InOrder([.. layout.Dims], layout.Order());
        return step with
        {
            Outputs = [place with { Layout = alone }],
            Problem = step.Problem with { Outputs = [operand with { Layout = alone }] },
        };
    }
}
