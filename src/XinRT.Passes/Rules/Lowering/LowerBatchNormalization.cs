using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>BatchNormalization(x)</c> with constant statistics that no layer took in → <c>x·w + b</c> per channel,
/// which joins its neighbors and runs in any layout.</summary>
/// <remarks>Factor and summand are computed in double. A multiply-add rounds once, so that a mean far from 0 costs no
/// more than the rounding of x does.</remarks>
public sealed class LowerBatchNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<BatchNormalizationOp>(
        P.Any("x"), P.Const("scale"), P.Const("shift"), P.Const("mean"), P.Const("variance")).As("norm");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Op<BatchNormalizationOp>("norm").TrainingMode ? "the normalization is in training mode"
        : match["x"].TensorType.DType != DType.F32 ? "it is not computed in float32"
        : match["x"].TensorType.Shape is not { Rank: >= 2 } shape ? "the rank is not known"
        : shape[1] != match.Constant("scale").Count ? "the number of channels is not known"
        : WhyNotStored(match);

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (scale, shift) = BatchStatistics.Of(match);
        long[] dims = Enumerable.Repeat(1L, match["x"].TensorType.Shape!.Rank - 1).ToArray();
        dims[0] = scale.Length;
        var scaled = editor.Add(new MulOp(), match["x"], editor.Constant(Tensor.FromDoubles(DType.F32, scale, dims)));
        return editor.Add(new AddOp(), scaled, editor.Constant(Tensor.FromDoubles(DType.F32, shift, dims)));
    }

    private static string? WhyNotStored(Match match)
    {
        var (scale, shift) = BatchStatistics.Of(match);
        return FoldedNumbers.WhyNotSummands(DType.F32, shift)
            ?? FoldedNumbers.WhyNotFactors(DType.F32, Array.ConvertAll(scale, Math.Abs));
    }
}
