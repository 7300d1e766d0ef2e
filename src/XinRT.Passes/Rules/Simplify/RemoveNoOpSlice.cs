using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Slice(x)</c> that takes every element forwards → <c>x</c>.</summary>
public sealed class RemoveNoOpSlice : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<SliceOp>(P.Any("x"), P.Any("starts"), P.Any("ends"), P.Optional(P.Any("axes")), P.Optional(P.Any("steps")))
            .Must(NoOp.KeepsType, "it takes a part");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) => NoOp.IsAll(match.Find("steps"), 1) ? null : "the step is not known to be 1";

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
