using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>Element-wise expressions whose results follow each other along an axis
/// (<see cref="SegmentsForm"/>).</summary>
/// <remarks>Layouts are those of <see cref="PointwiseKernel"/>, the largest piece leading. Along the innermost axis
/// every row is written piece by piece; along another one, or where rows are long, each piece is a phase of its own.
/// See
/// <see cref="PointwiseCode"/> for the loops.</remarks>
internal sealed class PieceKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "pieces";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Fused is not SegmentsForm form) return Refusal.OtherOperator;
        if (problem.Outputs[0] is not { DType: DType.F32 } output) return "only float32 is taken";
        var operands = form.Operands;
        if (operands.Any(i => problem.Inputs[i] is not { DType: DType.F32 })) return "only float32 is taken";
        if (operands.Count > PointwiseCode.MaxOperands)
            return $"it reads {operands.Count} tensors, more than {PointwiseCode.MaxOperands}";
        return output.Layout.Count * sizeof(float) > int.MaxValue ? "it has more than 2 GiB" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = ((SegmentsForm)problem.Fused!);
        var largest = Part(problem.Outputs[0]!.Layout, form.Axis, form.Segments.Max(p => p.Length));
        var (inputs, output) = PointwiseLayouts.Of(problem, form.Operands, largest.Dims);
        return new() { Inputs = inputs, Outputs = [output], WritesStrided = true, WritesAnyOrder = true };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = ((SegmentsForm)problem.Fused!);
        var output = problem.Outputs[0]!.Layout;
        IEnumerable<PointwiseCode> codes = IsRow(output, form.Axis) ? [new(problem, form, target)] : Phases();
        return [.. codes.Where(c => c.Tasks > 0).Select(c => new KernelPhase(c.Tasks, c.Seconds, c.Emit))];

        IEnumerable<PointwiseCode> Phases()
        {
            long at = 0;
            foreach (var (length, expression) in form.Segments)
            {
                yield return new(problem, expression, Part(output, form.Axis, length), at * output.Strides[form.Axis], target);
                at += length;
            }
        }
    }

    private static TensorLayout Part(TensorLayout whole, int axis, long length)
    {
        long[] dims = [.. whole.Dims];
        dims[axis] = length;
        return whole with { Dims = dims };
    }

    private static bool IsRow(TensorLayout output, int axis) => output.Dims[axis] <= PointwiseCode.LongestRow
        && output.Strides[axis] == 1 && Array.FindLast(output.Order(), k => output.Dims[k] > 1) == axis;
}
