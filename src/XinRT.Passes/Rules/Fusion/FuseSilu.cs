using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·sigmoid(α·x)</c> → <c>Swish(x)</c>; with α = 1 that is SiLU.</summary>
public sealed class FuseSilu : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<MulOp>(P.Any("x"), P.OneOf(
        P.Op<SigmoidOp>(P.Any("x")),
        P.Op<SigmoidOp>(P.Op<MulOp>(P.Any("x"), P.Scalar("alpha")).AnyOrder()))).AnyOrder();

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        editor.Add(new SwishOp(match.Has("alpha") ? (float)match.Number("alpha") : 1), match["x"]);
}
