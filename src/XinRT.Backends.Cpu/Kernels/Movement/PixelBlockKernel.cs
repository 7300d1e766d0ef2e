using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Groups of channels become blocks of pixels and back: a copy between views with six axes.</summary>
internal sealed class PixelBlockKernel : MovementKernel
{
    /// <inheritdoc/>
    public override string Name => "pixel-blocks";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y) =>
        op is DepthToSpaceOp or SpaceToDepthOp ? null : Refusal.OtherOperator;

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        bool toSpace = op is DepthToSpaceOp;
        var (block, mode) = op is DepthToSpaceOp d ? (d.Blocksize, d.Mode) : (((SpaceToDepthOp)op).Blocksize, ((SpaceToDepthOp)op).Mode);
        var (deep, wide) = toSpace ? (x.Layout, y.Layout) : (y.Layout, x.Layout);
        var deepAxes = Deep(deep, block, mode == "DCR");
        var wideAxes = Wide(wide, block);
        return [CopyPiece.Of(KernelArguments.Input(0), 0, 0, x.DType.SizeInBytes(), deepAxes.Zip(wideAxes, (a, b) =>
            toSpace ? (a.Count, a.Stride, b.Stride) : (a.Count, b.Stride, a.Stride)))];
    }

    // Both name the axes n, c, h, place in the block, w, place in the block.
    private static (long Count, long Stride)[] Deep(TensorLayout t, long block, bool placeFirst)
    {
        long c = t.Dims[1] / (block * block), s = t.Strides[1];
        long channel = placeFirst ? s : s * block * block, place = placeFirst ? s * c : s;
        return
        [
            (t.Dims[0], t.Strides[0]), (c, channel), (t.Dims[2], t.Strides[2]), (block, place * block),
            (t.Dims[3], t.Strides[3]), (block, place),
        ];
    }

    private static (long Count, long Stride)[] Wide(TensorLayout t, long block) =>
    [
        (t.Dims[0], t.Strides[0]), (t.Dims[1], t.Strides[1]), (t.Dims[2] / block, t.Strides[2] * block), (block, t.Strides[2]),
        (t.Dims[3] / block, t.Strides[3] * block), (block, t.Strides[3]),
    ];
}
