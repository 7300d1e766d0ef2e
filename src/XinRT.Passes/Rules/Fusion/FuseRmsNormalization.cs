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
    public override string? WhyNot(Match match)
    {
        var shape = match["x"].TensorType.Shape;
        return !match.Op<ReduceMeanOp>("mean").Keepdims ? "the mean drops its axes"
            : TrailingAxes.First(shape, match.Integers("axes")) is not { } first ? "the axes are not the last ones"
            : TrailingAxes.Sizes(shape!, first) is null ? "the size of the normalized axes depends on the run"
            : FoldedNumbers.WhyNotFactors(DType.F32, [Math.Abs(match.Number("epsilon"))]);
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var type = match["x"].TensorType;
        int first = TrailingAxes.First(type.Shape, match.Integers("axes"))!.Value;
        long[] sizes = TrailingAxes.Sizes(type.Shape!, first)!;
        double[] ones = [.. Enumerable.Repeat(1.0, (int)sizes.Aggregate(1L, (a, b) => a * b))];
        return editor.Add(new RMSNormalizationOp(first - type.Shape!.Rank, (float)match.Number("epsilon")),
            match["x"], editor.Constant(Tensor.FromDoubles(type.DType, ones, sizes)));
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
