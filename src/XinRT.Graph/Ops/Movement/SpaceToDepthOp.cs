using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Moves blocks of neighboring pixels into channels, the reverse of <see cref="DepthToSpaceOp"/> in the same
/// mode.</summary>
[OnnxOperator("SpaceToDepth")]
public sealed record SpaceToDepthOp(long Blocksize, string Mode = "DCR") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        var shape = x.Shape ?? ctx.NewShape(4);
        if (Problem(shape, ctx.Error) is { } problem) throw problem.AsShapeError();
        ctx.Output(0, x.DType,
            [shape[0], shape[1] * (Blocksize * Blocksize), Dim.FloorDiv(shape[2], Blocksize), Dim.FloorDiv(shape[3], Blocksize)]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Problem(x.Type.Shape!, ctx.Error) is { } problem) throw problem.AsRunError();
        long n = x.Dims[0], c = x.Dims[1], b = Blocksize, h = x.Dims[2] / b, w = x.Dims[3] / b;
        var y = ctx.Output(0, x.DType, n, c * b * b, h, w);
        Permutation.Run(x, [n, c, h, b, w, b], Mode == "DCR" ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4], y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private OpError? Problem(Shape x, Func<string, OpError> error) => PixelBlocks.Check(Blocksize, Mode, x.Rank, error)
        ?? PixelBlocks.CheckDivides(x[2], 2, Blocksize, error) ?? PixelBlocks.CheckDivides(x[3], 3, Blocksize, error);
}
