using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x / √(mean(x²) + ε)</c> over the last axes → <c>RMSNormalization(x, 1)</c>.
/// <see cref="FoldScaleIntoNormalization"/> then takes the scale in.</summary>
public sealed class FuseRmsNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Create();

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Op<ReduceMeanOp>("mean").Keepdims ? TrailingAxes.WhyNot(match) : "the mean drops its axes";

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (axis, ones) = TrailingAxes.Of(match);
        var op = new RMSNormalizationOp(axis, (float)match.Number("epsilon"));
        return editor.Add(op, match["x"], editor.Constant(ones));
    }

    private static Pattern Create()
    {
        var x = P.Any("x");
        var squared = P.OneOf(P.Op<PowOp>(x, P.Scalar(2)), P.Op<MulOp>(x, x));
        var deviation = P.Op<SqrtOp>(P.Op<AddOp>(P.Op<ReduceMeanOp>(squared, P.Const("axes")).As("mean"), P.Scalar("epsilon")).AnyOrder());
        return P.OneOf(
            P.Op<DivOp>(x, deviation),
            P.Op<MulOp>(x, P.OneOf(P.Op<ReciprocalOp>(deviation), P.Op<DivOp>(P.Scalar(1), deviation))).AnyOrder());
    }
}
