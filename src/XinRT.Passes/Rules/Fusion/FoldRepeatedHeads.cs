using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Attention(q, repeat(k), repeat(v), mask)</c> → <c>Attention(q, k, v, mask)</c> where <c>repeat</c> is
/// <c>Reshape(Expand(x))</c> that gives several query heads in a row the same key and value: attention shares them without a
/// copy.</summary>
public sealed class FoldRepeatedHeads : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<AttentionOp>(P.Any("q"), Repeated("k"), Repeated("v"), P.Optional(P.Any("mask")))
        .Where(a => a.QNumHeads == 0, "its heads lie side by side").As("attention");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (Heads(match, "k") is not { } keys || Heads(match, "v") is not { } values)
            return "what is repeated are not whole heads";
        return keys == values ? null : "keys and values are repeated in other ways";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var axis = editor.Integers(2);
        return editor.Add(match.Op<AttentionOp>("attention"), match["q"], editor.Add(new SqueezeOp(), match["k"], axis),
            editor.Add(new SqueezeOp(), match["v"], axis), match.Find("mask"));
    }

    private static OpPattern<ReshapeOp> Repeated(string name) =>
        (OpPattern<ReshapeOp>)P.Op<ReshapeOp>(P.Op<ExpandOp>(P.Any(name), P.Any(name + " sizes")).As(name + " repeated"),
            P.Any(name + " target")).As(name + " heads");

    // Heads and how often each is repeated; null unless [b, heads, 1, s, d] becomes [b, heads, n, s, d] and [b, heads·n, s, d].
    private static (Dim Heads, Dim Times)? Heads(Match match, string name)
    {
        if (match[name].TensorType.Shape is not { Rank: 5 } x || match[name + " repeated"].TensorType.Shape is not { Rank: 5 } wide
            || match[name + " heads"].TensorType.Shape is not { Rank: 4 } y)
        {
            return null;
        }
        bool isRepeat = x[2] == 1 && x[0] == wide[0] && x[1] == wide[1] && x[3] == wide[3] && x[4] == wide[4]
            && y[0] == x[0] && y[1] == x[1] * wide[2] && y[2] == x[3] && y[3] == x[4];
        return isRepeat ? (x[1], wide[2]) : null;
    }
}
