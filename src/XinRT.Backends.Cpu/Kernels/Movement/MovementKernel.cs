using XinRT.Ir;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Kernels that only move elements of input 0, and of others of its type, to other places: a list of strided
/// copies.</summary>
/// <remarks>They read every layout and write every layout in which no two elements share a place. If they may choose, the
/// output's axes keep the order of the input's, so a channels-last image stays one.</remarks>
internal abstract class MovementKernel : KernelGenerator
{
    /// <inheritdoc/>
    public sealed override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Inputs is not [{ } x, ..] || problem.Outputs is not [{ } y, ..]) return Refusal.OtherOperator;
        return WhyNot(problem.Node.Op, problem, x, y) ?? CopyPiece.WhyNot(x.DType);
    }

    /// <inheritdoc/>
    public sealed override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (x, y) = (problem.Inputs[0]!.Layout, problem.Outputs[0]!.Layout);
        var output = x.Rank == y.Rank ? TensorLayout.InOrder(y.Dims.Span, x.Order()) : y;
        return new() { Inputs = [.. problem.Inputs.Select(i => i?.Layout)], Outputs = [output], WritesStrided = true };
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [CopyPhase.Of(Pieces(problem.Node.Op, problem, problem.Inputs[0]!, problem.Outputs[0]!), KernelArguments.Of(problem).Output(0), target)];

    /// <summary>Why the problem is not taken, or null; whether its type can be moved is seen to after that.</summary>
    protected abstract Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y);

    /// <summary>The copies; null for empty ones.</summary>
    protected abstract IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y);

    /// <summary>The numbers of a small input, or null if they are not fixed.</summary>
    protected static long[]? Numbers(KernelProblem problem, int input) =>
        input < problem.Inputs.Count && problem.Inputs[input]?.Steering is { } t ? t.ToInt64s() : null;

    /// <summary>Whether an optional input is there.</summary>
    protected static bool Has(KernelProblem problem, int input) => input < problem.Inputs.Count && problem.Inputs[input] is not null;

    /// <summary>The copy of a whole view of input 0 to a whole view of the output.</summary>
    protected static CopyPiece? Whole(TensorLayout x, TensorLayout y, DType type, long from = 0) =>
        CopyPiece.Of(KernelArguments.Input(0), from, 0, type.SizeInBytes(),
            Arrays.Make(y.Rank, k => (y.Dims[k], x.Strides[k], y.Strides[k])));
}
