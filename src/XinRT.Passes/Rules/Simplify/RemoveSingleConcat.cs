using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Concat(x)</c> → <c>x</c>.</summary>
public sealed class RemoveSingleConcat : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ConcatOp>(P.Any("x"));

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
