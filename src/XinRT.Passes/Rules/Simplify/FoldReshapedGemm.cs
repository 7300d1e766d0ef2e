using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(Gemm(Reshape(x), w, b))</c> → <c>MatMul(x, w) + b</c>: a linear layer over the last axis, whichever way
/// the exporter wrote it.</summary>
public sealed class FoldReshapedGemm : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(
        P.Op<GemmOp>(P.Op<ReshapeOp>(P.Any("x"), P.Any("flat")).As("rows"), P.Const("w"), P.Optional(P.Const("b")))
            .Where(g => g is { Alpha: 1, Beta: 1, TransA: false }, "the product has factors").As("gemm"),
        P.Any("target"));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Output.TensorType.Shape is not { Rank: >= 3 } shape || match["gemm"].TensorType.Shape is not { } rows
            || match["rows"].TensorType.Shape is null ? "the result has fewer than three axes"
        : shape[-1] != rows[-1] ? "the second reshape splits the columns"
        : match.Has("b") && match.Constant("b") is { Rank: > 1 } b && b.Dim(0) != 1 ? "the bias differs from row to row"
        : ReshapeTarget.Of(match["x"].TensorType.Shape, Input(match)) is null ? $"several sizes of {match.Output.Type} depend on the run"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var x = editor.Add(new ReshapeOp(), match["x"], editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, Input(match))));
        var weight = match.Op<GemmOp>("gemm").TransB
            ? editor.Add(new TransposeOp(AxisOrder.SwapLast(2)), match["w"]) : match["w"];
        var product = editor.Add(new MatMulOp(), x, weight);
        return match.Has("b") ? editor.Add(new AddOp(), product, match["b"]) : product;
    }

    private static Shape Input(Match match) => match.Output.TensorType.Shape!.With(-1, match["rows"].TensorType.Shape![-1]);
}
