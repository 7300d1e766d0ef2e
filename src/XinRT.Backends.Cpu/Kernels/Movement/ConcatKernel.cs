using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Tensors side by side along any axis, for those that could not be written in place: one copy for each.</summary>
internal sealed class ConcatKernel : MovementKernel
{
    /// <inheritdoc/>
    public override string Name => "concat";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        if (op is not ConcatOp) return Refusal.OtherOperator;
        return problem.Inputs.All(i => i is not null && i.DType == x.DType) ? null : "an operand is missing";
    }

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        int rank = y.Layout.Rank, axis = (int)(((ConcatOp)op).Axis + rank) % rank;
        long at = 0;
        for (int i = 0; i < problem.Inputs.Count; i++)
        {
            var part = problem.Inputs[i]!.Layout;
            yield return CopyPiece.Of(KernelArguments.Input(i), 0, at * y.Layout.Strides[axis], x.DType.SizeInBytes(),
                Arrays.Make(rank, k => (part.Dims[k], part.Strides[k], y.Layout.Strides[k])));
            at += part.Dims[axis];
        }
    }
}
