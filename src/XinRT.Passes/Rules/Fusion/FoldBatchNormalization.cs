using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Works a batch normalization into the convolution or matrix product before it:
/// <c>w' = w·s/√(v+ε)</c>, <c>b' = (b-m)·s/√(v+ε) + t</c>.</summary>
public sealed class FoldBatchNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<BatchNormalizationOp>(
        LayerPattern.Pattern().UsedOnce(), P.Const("scale"), P.Const("shift"), P.Const("mean"),
        P.Const("variance")).As("norm");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match.Op<BatchNormalizationOp>("norm").TrainingMode) return "the normalization is in training mode";
        if (LayerPattern.Of(match) is not { } layer) return "the weights have no channels that can be scaled";
        if (match.Constant("scale").Count != layer.Channels)
            return $"the layer has {layer.Channels} channels, the normalization {match.Constant("scale").Count}";
        var (scale, shift) = BatchStatistics.Of(match);
        return layer.WhyNotScaled(scale, shift);
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (scale, shift) = BatchStatistics.Of(match);
        return LayerPattern.Of(match)!.Scaled(match, editor, scale, shift);
    }
}
