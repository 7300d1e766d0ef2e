using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Transpose(Reshape(MatMul(x, w)))</c> → <c>Transpose(MatMul(Reshape(x), w))</c> where the reshape splits rows: the
/// product then writes each row to where the transposition puts it, as in windows that go back into an image.</summary>
public sealed class MoveReshapeBeforeMatMul : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<TransposeOp>(P.Op<ReshapeOp>(Product(), P.Const("target")).As("rows")).As("moved");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["product"].TensorType.Shape is not { } product || match["rows"].TensorType.Shape is not { } rows
            || match["x"].TensorType.Shape is not { } x || product[-1] != rows[-1] ? "the reshape changes the last axis"
        : match.Has("b") && match.Constant("b").Rank > 1 ? "the bias differs from row to row"
        : AxisOrder.Of(match.Op<TransposeOp>("moved"), rows.Rank)[^1] != rows.Rank - 1
            ? "the transposition moves the last axis"
        : ReshapeTarget.Of(x, rows.With(-1, x[-1])) is null ? $"several sizes of {match["rows"].Type} depend on the run"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var x = match["x"];
        var target = ReshapeTarget.Of(x.TensorType.Shape, match["rows"].TensorType.Shape!.With(-1, x.TensorType.Shape![-1]));
        var product = editor.Add(new MatMulOp(), editor.Add(new ReshapeOp(), x, editor.Integers(target)), match["w"]);
        if (match.Has("b")) product = editor.Add(new AddOp(), product, match["b"]);
        return editor.Add(match.Op<TransposeOp>("moved"), product);
    }

    private static Pattern Product()
    {
        var product = P.Op<MatMulOp>(P.Any("x"), P.Const("w").Must(v => v.Constant!.Rank == 2, "the weight is not a matrix"));
        return P.OneOf(P.Op<AddOp>(product, P.Const("b")).AnyOrder(), product).As("product");
    }
}
