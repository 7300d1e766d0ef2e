using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>A step whose operands lie in <see cref="Storage"/> or are constant; see <see cref="PlannedStep"/> for the
/// rest.</summary>
internal sealed record ScheduledStep(Node Node, int Origin, NodeKernel Kernel, KernelProblem Problem, KernelPlan Plan)
{
    /// <summary>The problem before layouts were changed for the kernel.</summary>
    public required KernelProblem AtHand { get; init; }

    /// <summary>Where the operands lie; null where absent, not read, or of a size only the run can tell.</summary>
    public required IReadOnlyList<Place?> Inputs { get; init; }

    /// <summary>Where the results lie.</summary>
    public required IReadOnlyList<Place?> Outputs { get; init; }

    /// <summary>Memory that only this step uses, or null.</summary>
    public Storage? Workspace { get; init; }
}
