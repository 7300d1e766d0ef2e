using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Elements chosen by an index of their own on one axis.</summary>
/// <remarks>See <see cref="ChosenRows"/> for the phases.</remarks>
internal sealed class GatherElementsKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "gather-elements";

    /// <inheritdoc/>
    public override string? Fault => ChosenRows.Fault;

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not GatherElementsOp op) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Inputs[1] is not { } indices || problem.Outputs[0] is null)
            return "an operand is missing";
        return CopyPiece.WhyNot(x.DType) ?? ChosenRows.WhyNotElements(x, indices, op.Axis);
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
    {
        Inputs = [.. problem.Inputs.Select(i => i!.Layout)],
        Outputs = [problem.Outputs[0]!.Layout],
        WritesStrided = true,
        WorkspaceBytes = 64,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, indices = problem.Inputs[1]!, y = problem.Outputs[0]!;
        int axis = (int)ChosenRows.Axis(((GatherElementsOp)problem.Node.Op).Axis, x.Layout.Rank);
        int size = x.DType.SizeInBytes(), indexBytes = indices.DType.SizeInBytes();
        var axes = Enumerable.Range(0, y.Layout.Rank).Select(k => new LoopAxis(y.Layout.Dims[k], new[]
        {
            k == axis ? 0 : x.Layout.Strides[k] * size, y.Layout.Strides[k] * size, indices.Layout.Strides[k] * indexBytes,
        }));
        ChosenAxis chosen = new(x.Layout.Dims[axis], x.Layout.Strides[axis] * size, 0);
        var rows = new ChosenRows(indexBytes, [chosen], KernelArguments.Of(problem), target);
        return [rows.Check(ChosenRows.Places(indices.Layout, indexBytes)), rows.Copy([.. axes], size)];
    }
}
