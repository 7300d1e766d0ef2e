using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Slices of an axis chosen by indices that are known when it runs, such as rows of an embedding.</summary>
/// <remarks>See <see cref="ChosenRows"/> for the phases.</remarks>
internal sealed class GatherKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override string? Fault => ChosenRows.Fault;

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not GatherOp) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || problem.Inputs[1] is not { } indices || problem.Outputs[0] is not { } y) return "an operand is missing";
        if (CopyPiece.WhyNot(x.DType) is { } reason) return reason;
        if (indices.DType is not (DType.I32 or DType.I64)) return $"indices of {indices.DType.Name()}";
        return x.Layout.Count == 0 && y.Layout.Count > 0 ? "there is nothing to choose from" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var (x, y) = (problem.Inputs[0]!.Layout, problem.Outputs[0]!.Layout);
        bool keepsAxes = problem.Inputs[1]!.Layout.Rank == 1;
        return new()
        {
            Inputs = [x, problem.Inputs[1]!.Layout],
            Outputs = [keepsAxes ? TensorLayout.InOrder(y.Dims.Span, x.Order()) : y],
            WritesStrided = true,
            WorkspaceBytes = 64,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, indices = problem.Inputs[1]!, y = problem.Outputs[0]!;
        int rank = x.Layout.Rank, axis = (int)(((GatherOp)problem.Node.Op).Axis + rank) % rank;
        int size = x.DType.SizeInBytes(), indexBytes = indices.DType.SizeInBytes();
        var axes = new List<LoopAxis>();
        for (int k = 0; k < y.Layout.Rank; k++)
        {
            int ofIndex = k - axis, ofData = k < axis ? k : k - indices.Layout.Rank + 1;
            bool chosen = ofIndex >= 0 && ofIndex < indices.Layout.Rank;
            axes.Add(new(y.Layout.Dims[k], new[]
            {
                chosen ? 0 : x.Layout.Strides[ofData] * size, y.Layout.Strides[k] * size, chosen ? indices.Layout.Strides[ofIndex] * indexBytes : 0,
            }));
        }
        var chosenRows = new ChosenRows(indexBytes, [new(x.Layout.Dims[axis], x.Layout.Strides[axis] * size, 0)], KernelArguments.Of(problem), target);
        return [chosenRows.Check(ChosenRows.Places(indices.Layout, indexBytes)), chosenRows.Copy(axes, size)];
    }
}
