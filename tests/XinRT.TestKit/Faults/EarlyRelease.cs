using XinRT.Planning;

namespace XinRT.TestKit.Faults;

/// <summary>The first buffer that is made while another one is read for the last time lies over that one.</summary>
public sealed class EarlyRelease : PlanFault
{
    /// <inheritdoc/>
    public override string Summary => "memory is given away one step before it is read for the last time";

    /// <inheritdoc/>
    public override ProgramPlan Plan(ProgramPlan plan)
    {
        foreach (var old in plan.Buffers)
        {
            var next = plan.Buffers.FirstOrDefault(b => b != old && b.FirstStep == old.LastStep && b.Bytes <= old.Bytes);
            if (next is null) continue;
            Place? Move(Place? place) => place?.Buffer == next ? place with { Buffer = old } : place;
            return plan with
            {
                Steps = [.. plan.Steps.Select(s => s with
                {
                    Inputs = [.. s.Inputs.Select(Move)], Outputs = [.. s.Outputs.Select(Move)],
                    Workspace = s.Workspace == next ? old : s.Workspace,
                })],
                Places = plan.Places.ToDictionary(p => p.Key, p => Move(p.Value)!),
            };
        }
        return plan;
    }
}
