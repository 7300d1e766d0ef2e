using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(x, computed target)</c> → <c>Reshape(x, constant)</c> where all sizes but one are known or kept: the
/// target becomes numbers, 0 (keep) and one -1 (the rest).</summary>
public sealed class FoldReshapeTarget : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(P.Any("x"),
        P.Any("target").Must(v => !v.IsConstant, "the target is constant already"));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Output.TensorType.Shape is null ? "the sizes of the result are not known"
        : ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape) is null ? $"several sizes of {match.Output.Type} depend on the run"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new ReshapeOp(), match["x"],
        editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape)));
}
