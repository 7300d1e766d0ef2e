using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>A constant attention mask that hides exactly the later keys → the <c>is_causal</c> attribute.</summary>
public sealed class FoldCausalMask : RewriteRule
{
    // Exporters write -inf, the lowest float of the type, or -10000; e to that is zero beside any other score.
    private const double Hidden = -9999;

    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<AttentionOp>(P.Any("q"), P.Any("k"), P.Any("v"), P.Const("mask")).Where(a => !a.IsCausal, "it is causal already").As("attention");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        var mask = match.Constant("mask");
        if (!mask.DType.IsFloat() || mask.Rank < 2 || mask.Dim(-1) != mask.Dim(-2) || mask.Count != mask.Dim(-1) * mask.Dim(-1))
            return "the mask is not one square matrix of numbers";
        if (match["q"].TensorType.Shape is not { Rank: 4 } q || q[2] != mask.Dim(-1) || match["k"].TensorType.Shape is not { Rank: 4 } k || k[2] != q[2])
            return "the mask is not as large as the scores";
        double[] values = mask.ToDoubles();
        int n = (int)mask.Dim(-1);
        for (int i = 0; i < values.Length; i++)
            if (i % n <= i / n ? values[i] != 0 : values[i] > Hidden) return "the mask is not causal";
        return null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        editor.Add(match.Op<AttentionOp>("attention") with { IsCausal = true }, match["q"], match["k"], match["v"]);
}
