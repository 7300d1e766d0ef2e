using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>Nodes that are element-wise as a whole: any rank, operands broadcast by strides.</summary>
/// <remarks>The output takes the order of axes of the largest input, so that NHWC goes on; inputs are read as they lie if they are
/// dense or repeated along the innermost axis of that order, whatever their pitches. See <see cref="PointwiseCode"/> for the
/// loops.</remarks>
internal sealed class PointwiseKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "pointwise";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: null } fused) return Refusal.OtherOperator;
        if (fused.Epilogue.Terms is [{ Kind: ScalarKind.Operand }]) return "it only copies";
        if (problem.Outputs[0] is not { DType: DType.F32 } output) return "only float32 is taken";
        int operands = fused.Epilogue.Operands.Count;
        if (operands > PointwiseCode.MaxOperands) return $"it reads {operands} tensors, more than {PointwiseCode.MaxOperands}";
        foreach (int i in fused.Epilogue.Operands)
            if (problem.Inputs[i] is not { DType: DType.F32 }) return "only float32 is taken";
        return output.Layout.Count * sizeof(float) > int.MaxValue ? "it has more than 2 GiB" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var operands = problem.Anchored!.Epilogue.Operands;
        var (inputs, output) = PointwiseLayouts.Of(problem, operands);
        return new()
        {
            Inputs = inputs,
            Outputs = [output],
            WritesStrided = true,
            WritesAnyOrder = true,
            Overwrites = [.. operands.Where(i => inputs[i]!.Matches(output))],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var code = new PointwiseCode(problem, problem.Anchored!.Epilogue, problem.Outputs[0]!.Layout, 0, target);
        return code.Tasks == 0 ? [] : [new(code.Tasks, code.Seconds, code.Emit)];
    }
}
