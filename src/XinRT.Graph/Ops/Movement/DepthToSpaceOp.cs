using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Moves groups of <c>blocksize²</c> channels into blocks of neighboring pixels. <c>DCR</c>: the place in the block
/// is the slow part of the channel number; <c>CRD</c>: the fast part.</summary>
[OnnxOperator("DepthToSpace")]
public sealed record DepthToSpaceOp(long Blocksize, string Mode = "DCR") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        var shape = x.Shape ?? ctx.NewShape(4);
        if (Problem(shape, ctx.Error) is { } problem) throw problem.AsShapeError();
        ctx.Output(0, x.DType, [shape[0], Dim.FloorDiv(shape[1], Blocksize * Blocksize), shape[2] * Blocksize, shape[3] * Blocksize]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Problem(x.Type.Shape!, ctx.Error) is { } problem) throw problem.AsRunError();
        long n = x.Dims[0], b = Blocksize, c = x.Dims[1] / (b * b), h = x.Dims[2], w = x.Dims[3];
        var y = ctx.Output(0, x.DType, n, c, h * b, w * b);
        if (Mode == "DCR") Permutation.Run(x, [n, b, b, c, h, w], [0, 3, 4, 1, 5, 2], y);
        else Permutation.Run(x, [n, c, b, b, h, w], [0, 1, 4, 2, 5, 3], y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private OpError? Problem(Shape x, Func<string, OpError> error) => PixelBlocks.Check(Blocksize, Mode, x.Rank, error)
        ?? PixelBlocks.CheckDivides(x[1], 1, Blocksize * Blocksize, error);
}
