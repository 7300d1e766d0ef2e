using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Passes;

/// <summary>Works a constant that is multiplied with, or added to, a layer or RMS normalization into its scale and bias.</summary>
public sealed class FoldScaleIntoNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        P.Op<MulOp>(Normalization().UsedOnce(), P.Const("c")).AnyOrder(),
        P.Op<AddOp>(Layer().UsedOnce(), P.Const("c")).AnyOrder());

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.Shape is not { } x ? "the number of axes is not known"
        : !match.Constant("c").DType.IsFloat() ? "the constant is not of floats"
        : !TrailingAxes.Covers(x, Axis(match, x.Rank), match.Constant("c").Dims)
            ? $"the constant {match["c"].Type} is not one value per normalized element of {match["x"].Type}"
        : WhyNotStored(match);

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        Tensor scale = match.Constant("scale"), c = match.Constant("c");
        var bias = match.Find("bias")?.Constant;
        var op = match.Node("norm").Op;
        if (match.Root.Op is AddOp)
            return editor.Add(op, match["x"], match["scale"], bias is null ? match["c"] : Combined(c, bias, (a, b) => a + b));
        var scaled = Combined(c, scale, (a, b) => a * b);
        return op is RMSNormalizationOp ? editor.Add(op, match["x"], scaled)
            : editor.Add(op, match["x"], scaled, bias is null ? null : Combined(c, bias, (a, b) => a * b));

        Value Combined(Tensor a, Tensor b, Func<double, double, double> function) => editor.Constant(
            Tensor.FromDoubles(scale.DType, Numbers(a, b, function), Strides.BroadcastDims(a.Dims, b.Dims)!));
    }

    private static string? WhyNotStored(Match match)
    {
        Tensor scale = match.Constant("scale"), c = match.Constant("c");
        var bias = match.Find("bias")?.Constant;
        if (match.Root.Op is AddOp) return bias is null ? null : FoldedNumbers.WhyNotSummands(scale.DType, Numbers(c, bias, (a, b) => a + b));
        // Normalized elements are neither large nor small, so small products vanish in a run as well, unless all do.
        double[] factors = Numbers(c, scale, (a, b) => Math.Abs(a * b));
        return FoldedNumbers.WhyNotSummands(scale.DType, factors)
            ?? (factors.Length > 0 ? FoldedNumbers.WhyNotFactors(scale.DType, [factors.Max()]) : null)
            ?? (bias is null ? null : FoldedNumbers.WhyNotSummands(scale.DType, Numbers(c, bias, (a, b) => a * b)));
    }

    // Each broadcasts to x, so what both broadcast to does too.
    private static double[] Numbers(Tensor a, Tensor b, Func<double, double, double> function)
    {
        long[] dims = Strides.BroadcastDims(a.Dims, b.Dims)!;
        return [.. Spread(a, dims).ToDoubles().Zip(Spread(b, dims).ToDoubles(), function)];
    }

    private static Tensor Spread(Tensor tensor, long[] dims)
    {
        var result = Tensor.Zeros(tensor.DType, dims);
        StridedCopy.Run(tensor, 0, Strides.Broadcast(tensor.Dims, dims), result, 0, Strides.Of(dims), dims);
        return result;
    }

    private static int Axis(Match match, int rank)
    {
        long axis = match.Node("norm").Op is RMSNormalizationOp rms ? rms.Axis : match.Op<LayerNormalizationOp>("norm").Axis;
        return (int)(axis < 0 ? axis + rank : axis);
    }

    private static Pattern Layer() =>
        P.Op<LayerNormalizationOp>(P.Any("x"), P.Const("scale"), P.Optional(P.Const("bias"))).As("norm");

    private static Pattern Normalization() =>
        P.OneOf(Layer(), P.Op<RMSNormalizationOp>(P.Any("x"), P.Const("scale")).As("norm"));
}
