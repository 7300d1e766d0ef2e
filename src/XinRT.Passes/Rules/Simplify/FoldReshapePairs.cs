using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Two of Reshape, Flatten, Squeeze, Unsqueeze in a row → one <c>Reshape</c>, or nothing if the first undoes the
/// second.</summary>
public sealed class FoldReshapePairs : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = AnyReshape(AnyReshape(P.Any("x"), "inner"), "outer");

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].Type.Equals(match.Output.Type) && match.Output.TensorType.Shape is not null ? null
        : ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape) is null
            ? $"several sizes of {match.Output.Type} depend on the run" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        match["x"].Type.Equals(match.Output.Type) ? match["x"]
        : editor.Add(new ReshapeOp(), match["x"],
            editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape)));

    private static Pattern AnyReshape(Pattern x, string name) => P.OneOf(
        P.Op<ReshapeOp>(x, P.Any(name + ".target")),
        P.Op<FlattenOp>(x),
        P.Op<SqueezeOp>(x, P.Optional(P.Any(name + ".axes"))),
        P.Op<UnsqueezeOp>(x, P.Any(name + ".axes")));
}
