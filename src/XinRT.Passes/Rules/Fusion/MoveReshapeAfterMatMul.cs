using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>MatMul(Reshape(Transpose(x)), w)</c> → <c>Reshape(MatMul(Transpose(x), w))</c> where the reshape joins rows that do
/// not follow each other in memory, as windows of an image: the product reads them where they are, without a copy.</summary>
public sealed class MoveReshapeAfterMatMul : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<MatMulOp>(
        P.Op<ReshapeOp>(P.Op<TransposeOp>(P.Any("x")).As("moved"), P.Const("target")).As("rows"),
        P.Const("w").Must(v => v.Constant!.Rank == 2, "the weight is not a matrix"));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["moved"].TensorType.Shape is not { Rank: >= 3 } moved || match["rows"].TensorType.Shape is not { Rank: >= 2 } rows
            || moved[-1] != rows[-1] ? "the reshape changes the last axis"
        : AxisOrder.Of(match.Op<TransposeOp>("moved"), moved.Rank)[^1] != moved.Rank - 1
            ? "the transposition moves the last axis"
        : ReshapeTarget.Of(moved.With(-1, match.Constant("w").Dims[1]), match.Output.TensorType.Shape) is null
            ? $"several sizes of {match.Output.Type} depend on the run"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var product = editor.Add(new MatMulOp(), match["moved"], match["w"]);
        var target = ReshapeTarget.Of(product.TensorType.Shape, match.Output.TensorType.Shape);
        return editor.Add(new ReshapeOp(), product, editor.Integers(target));
    }
}
