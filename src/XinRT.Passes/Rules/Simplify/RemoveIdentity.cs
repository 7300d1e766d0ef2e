using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Identity(x)</c> → <c>x</c>.</summary>
public sealed class RemoveIdentity : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<IdentityOp>(P.Any("x"));

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
