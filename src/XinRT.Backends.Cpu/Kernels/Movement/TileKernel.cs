using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>The whole tensor repeated along its axes.</summary>
internal sealed class TileKernel : MovementKernel
{
    /// <inheritdoc/>
    public override string Name => "tile";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y) =>
        op is TileOp ? null : Refusal.OtherOperator;

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        // Each axis becomes two: the repetition, which does not move in the source, and the place within one copy.
        var axes = new List<(long, long, long)>();
        for (int k = 0; k < x.Layout.Rank; k++)
        {
            long size = x.Layout.Dims[k], to = y.Layout.Strides[k];
            axes.Add((size == 0 ? 0 : y.Layout.Dims[k] / size, 0, to * size));
            axes.Add((size, x.Layout.Strides[k], to));
        }
        return [CopyPiece.Of(KernelArguments.Input(0), 0, 0, x.DType.SizeInBytes(), axes)];
    }
}
