using XinRT.Ir;
using XinRT.Ops;

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
        TrailingAxes.Fit(match.Constant("c"), match.Constant("scale").Dims.ToArray()) is null
            ? $"the constant {match["c"].Type} is not one value per normalized element {match["scale"].Type}" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        Tensor scale = match.Constant("scale"), constant = TrailingAxes.Fit(match.Constant("c"), scale.Dims.ToArray())!;
        double[] c = constant.ToDoubles(), bias = match.Find("bias")?.Constant?.ToDoubles() ?? new double[c.Length];
        var op = match.Node("norm").Op;
        if (match.Root.Op is AddOp)
            return editor.Add(op, match["x"], match["scale"], Constant(c.Zip(bias, (a, b) => a + b)));
        var scaled = Constant(c.Zip(scale.ToDoubles(), (a, b) => a * b));
        return op is RMSNormalizationOp ? editor.Add(op, match["x"], scaled)
            : editor.Add(op, match["x"], scaled, match.Has("bias") ? Constant(c.Zip(bias, (a, b) => a * b)) : null);

        Value Constant(IEnumerable<double> values) => editor.Constant(Tensor.FromDoubles(scale.DType, [.. values], scale.Dims));
    }

    private static Pattern Layer() =>
        P.Op<LayerNormalizationOp>(P.Any("x"), P.Const("scale"), P.Optional(P.Const("bias"))).As("norm");

    private static Pattern Normalization() =>
        P.OneOf(Layer(), P.Op<RMSNormalizationOp>(P.Any("x"), P.Const("scale")).As("norm"));
}
