using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>One step of a program.</summary>
/// <param name="Node">What is computed; an Identity where only the layout changes.</param>
/// <param name="Origin">Index of the engine's node that it stands for, -1 for a change of layout.</param>
/// <param name="Kernel">What computes it.</param>
/// <param name="Problem">Operands with their final layouts.</param>
/// <param name="Plan">What the kernel needs.</param>
public sealed record PlannedStep(Node Node, int Origin, NodeKernel Kernel, KernelProblem Problem, KernelPlan Plan)
{
    /// <summary>The problem before layouts were changed for the kernel.</summary>
    public required KernelProblem AtHand { get; init; }

    /// <summary>Where the operands lie; null where absent or of a size only the run can tell.</summary>
    public required IReadOnlyList<Place?> Inputs { get; init; }

    /// <summary>Where the results lie.</summary>
    public required IReadOnlyList<Place?> Outputs { get; init; }

    /// <summary>Memory that only this step uses, or null.</summary>
    public ArenaBuffer? Workspace { get; init; }
}
