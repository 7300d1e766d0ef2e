using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Transpose(Transpose(x))</c> → one <c>Transpose(x)</c>, or <c>x</c>.</summary>
public sealed class FoldTransposePairs : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<TransposeOp>(P.Op<TransposeOp>(P.Any("x")).As("inner")).As("outer");

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.Shape is null ? "the rank is not known" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        int rank = match["x"].TensorType.Shape!.Rank;
        long[] inner = AxisOrder.Of(match.Op<TransposeOp>("inner"), rank),
            outer = AxisOrder.Of(match.Op<TransposeOp>("outer"), rank);
        long[] both = [.. outer.Select(axis => inner[axis])];
        return AxisOrder.IsIdentity(both) ? match["x"] : editor.Add(new TransposeOp(both), match["x"]);
    }
}
