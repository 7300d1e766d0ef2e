using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Cast(x, type of x)</c> → <c>x</c>.</summary>
public sealed class RemoveNoOpCast : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<CastOp>(P.Any("x")).Must(NoOp.KeepsType, "it changes the element type");

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
