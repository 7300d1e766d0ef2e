using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>An attention mask that hides exactly the later keys → the <c>is_causal</c> attribute. The mask is constant, or
/// computed from the sizes of the run: see <see cref="CausalMask"/>.</summary>
public sealed class FoldCausalMask : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<AttentionOp>(P.Any("q"), P.Any("k"), P.Any("v"), P.Any("mask")).Where(a => !a.IsCausal, "it is causal already").As("attention");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["mask"].TensorType.Shape is not { Rank: >= 2 } shape || shape[-1] != shape[-2])
            return "the mask is not one square matrix of numbers";
        if (match["q"].TensorType.Shape is not { Rank: 4 } q || q[2] != shape[-1] || match["k"].TensorType.Shape is not { Rank: 4 } k || k[2] != q[2])
            return "the mask is not as large as the scores";
        if (match["mask"].Constant is not { } mask)
            return CausalMask.IsComputed(match["mask"], q[2]) ? null : "the mask is not known to be causal";
        if (!mask.DType.IsFloat() || mask.Count != mask.Dim(-1) * mask.Dim(-1)) return "the mask is not one square matrix of numbers";
        return CausalMask.IsConstant(mask) ? null : "the mask is not causal";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        editor.Add(match.Op<AttentionOp>("attention") with { IsCausal = true }, match["q"], match["k"], match["v"]);
}
