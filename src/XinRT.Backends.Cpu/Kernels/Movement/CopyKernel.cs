using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>The same elements in another layout: how layouts are changed, views are made dense and axes are repeated.</summary>
internal sealed class CopyKernel : MovementKernel
{
    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y) =>
        op is IdentityOp or TransposeOp or ExpandOp ? null : Refusal.OtherOperator;

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        var view = op switch
        {
            TransposeOp transpose => x.Layout.Permute(transpose.Order(x.Layout.Rank)),
            ExpandOp => Broadcast(x.Layout, y.Layout.Dims),
            _ => x.Layout,
        };
        return [Whole(view, y.Layout, x.DType)];
    }

    private static TensorLayout Broadcast(TensorLayout x, ValueArray<long> dims)
    {
        var strides = new long[dims.Count];
        for (int k = x.Rank - 1, i = dims.Count - 1; k >= 0; k--, i--) strides[i] = x.Dims[k] == 1 ? 0 : x.Strides[k];
        return new(dims, strides);
    }
}
