using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(x, shape of x)</c> → <c>x</c>, also where the sizes are symbols.</summary>
public sealed class RemoveNoOpReshape : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(P.Any("x"), P.Any("target")).Must(NoOp.KeepsType, "it changes the shape");

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
