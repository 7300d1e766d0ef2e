using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>MeanVarianceNormalization(x)</c> → <c>d / (√mean(d²) + 1e-9)</c> with <c>d = x - mean(x)</c>.</summary>
public sealed class LowerMeanVarianceNormalization : RewriteRule
{
    private const float Least = 1e-9f;

    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<MeanVarianceNormalizationOp>(
        P.Any("x")).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.DType == DType.F32 ? null : "it is not computed in float32";

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var axes = editor.Integers(match.Op<MeanVarianceNormalizationOp>("y").Reduced().Span);
        var centered = editor.Add(new SubOp(), match["x"], editor.Add(new ReduceMeanOp(), match["x"], axes));
        var variance = editor.Add(new ReduceMeanOp(), editor.Add(new MulOp(), centered, centered), axes);
        var deviation = editor.Add(new AddOp(), editor.Add(new SqrtOp(), variance), editor.Constant(Tensor.Scalar(Least)));
        return editor.Add(new DivOp(), centered, deviation);
    }
}
