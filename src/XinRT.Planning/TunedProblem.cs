using XinRT.Backends;

namespace XinRT.Planning;

/// <summary>What was tried for the steps of one problem.</summary>
/// <param name="Nodes">Indices of the engine's nodes.</param>
/// <param name="Chosen">The kernel they get.</param>
/// <param name="Candidates">Those measured, fastest first.</param>
/// <param name="Untried">How many were left when the time was over.</param>
public sealed record TunedProblem(IReadOnlyList<int> Nodes, KernelSpec Chosen, IReadOnlyList<TunedProblem.Candidate> Candidates, int Untried)
{
    /// <summary>A kernel that was tried.</summary>
    /// <param name="Spec">The kernel.</param>
    /// <param name="Seconds">Shortest time of one step, averaged over the steps of the problem.</param>
    public sealed record Candidate(KernelSpec Spec, double Seconds);
}
