using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Transpose(x)</c> that leaves every axis in place → <c>x</c>.</summary>
public sealed class RemoveNoOpTranspose : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<TransposeOp>(P.Any("x"))
        .Where(t => t.Perm is { } perm && perm.SequenceEqual(perm.Order()), "it moves axes");

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
