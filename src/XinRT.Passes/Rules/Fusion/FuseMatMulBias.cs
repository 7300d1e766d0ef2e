using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>MatMul(x, w) + b</c> with matrices (two axes) and a constant bias per column → <c>Gemm(x, w, b)</c>. Products of
/// higher rank stay, since Gemm takes only matrices.</summary>
public sealed class FuseMatMulBias : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<AddOp>(
        P.Op<MatMulOp>(P.Any("x"), P.Any("w")).Must(IsMatrix, "the product is not a matrix").As("product"),
        P.Const("b").Must(v => v.Constant!.Rank <= 2, "the bias has more than two axes")).AnyOrder();

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        Broadcasting.Keeps(match["product"].TensorType.Shape!, match["b"].TensorType.Shape!) ? null
            // A sum may have more rows than the product; Gemm refuses an addend that has.
            : $"the bias {match["b"].Type} may be larger than the product {match["product"].Type}";

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new GemmOp(), match["x"], match["w"], match["b"]);

    private static bool IsMatrix(Value value) => value.TensorType is { Shape.Rank: 2, DType: DType.F32 or DType.F16 or DType.F64 or DType.BF16 };
}
