using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Dropout(x)</c> → <c>x</c> outside training.</summary>
public sealed class RemoveDropout : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<DropoutOp>(P.Any("x"), P.Optional(P.Any("ratio")), P.Optional(P.Any("training")));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Find("training") is not { } training ? null
        : training.Constant is null ? "whether it trains is decided at run time"
        : match.Number("training") != 0 && (match.Find("ratio")?.Constant is not { } ratio || ratio.ToDoubles()[0] != 0) ? "it is in training mode"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
