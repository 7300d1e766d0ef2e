using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Attention(q, k, v, Where(m and true, a, b))</c> → <c>Attention(q, k, v, Where(m, a, b))</c> where the constant only
/// repeats the mask for every query: attention does that itself.</summary>
public sealed class FoldRepeatedMask : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<AttentionOp>(P.Any("q"), P.Any("k"), P.Any("v"),
        P.Op<WhereOp>(P.Op<AndOp>(P.Any("m"), P.Const("true").Must(v => v.Constant!.Count > 0 && NoOp.IsAll(v, 1), "the constant closes something")).AnyOrder().As("open"),
            P.Scalar("a"), P.Scalar("b"))).As("attention");

    // All layers share one mask; equal ones are merged afterwards.
    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["m"].TensorType.Shape is not { Rank: > 0 } m || match["open"].TensorType.Shape is not { } open ? "the shape of the mask is not known"
        // Attention takes a mask with fewer keys as closed for the keys it does not name.
        : m[-1] != open[-1] ? "the mask is repeated along the keys"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(match.Op<AttentionOp>("attention"),
        match["q"], match["k"], match["v"], editor.Add(new WhereOp(), match["m"], match["a"], match["b"]));
}
