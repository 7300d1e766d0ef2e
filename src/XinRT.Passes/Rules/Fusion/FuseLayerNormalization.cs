using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>(x - mean) / √(mean((x - mean)²) + ε)</c> over the last axes → <c>LayerNormalization(x, 1)</c>.
/// <see cref="FoldScaleIntoNormalization"/> then takes scale and bias in.</summary>
public sealed class FuseLayerNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Create();

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        !match.Op<ReduceMeanOp>("mean").Keepdims || !match.Op<ReduceMeanOp>("variance").Keepdims
            ? "a mean drops its axes"
        : !match.Integers("axes")!.SequenceEqual(match.Integers("axes2")!) ? "mean and variance are over different axes"
        : TrailingAxes.WhyNot(match);

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (axis, ones) = TrailingAxes.Of(match);
        var op = new LayerNormalizationOp(axis, (float)match.Number("epsilon"));
        return editor.Add(op, match["x"], editor.Constant(ones), null);
    }

    private static Pattern Create()
    {
        var centered = P.Op<SubOp>(P.Any("x"), P.Op<ReduceMeanOp>(P.Any("x"), P.Const("axes")).As("mean")).As("centered");
        var squared = P.OneOf(P.Op<PowOp>(centered, P.Scalar(2)), P.Op<MulOp>(centered, centered));
        var variance = P.Op<ReduceMeanOp>(squared, P.Const("axes2")).As("variance");
        var deviation = P.Op<SqrtOp>(P.Op<AddOp>(variance, P.Scalar("epsilon")).AnyOrder());
        return P.OneOf(
            P.Op<DivOp>(centered, deviation),
            P.Op<MulOp>(centered, P.Op<ReciprocalOp>(deviation)).AnyOrder());
    }
}
