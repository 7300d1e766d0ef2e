using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Expand(x)</c> to no larger sizes → <c>x</c>.</summary>
public sealed class RemoveNoOpExpand : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ExpandOp>(P.Any("x"), P.Any("target")).Must(NoOp.KeepsType, "it changes the shape");

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
