using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Works a constant per channel that is multiplied, divided, added or subtracted after a convolution or matrix
/// product into its weights and bias.</summary>
public sealed class FoldScaleIntoConv : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        P.Op<MulOp>(LayerPattern.Pattern().UsedOnce(), P.Const("c")).AnyOrder(),
        P.Op<DivOp>(LayerPattern.Pattern().UsedOnce(), P.Const("c")),
        P.Op<AddOp>(LayerPattern.Pattern().UsedOnce(), P.Const("c")).AnyOrder(),
        P.Op<SubOp>(LayerPattern.Pattern().UsedOnce(), P.Const("c")));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        LayerPattern.Of(match) is not { } layer ? "the weights have no channels that can be scaled"
        : Numbers(match, layer) is not { } numbers ? "the constant is not one value per output channel"
        : match.Root.Op is DivOp && numbers.Contains(0) ? "it divides by zero"
        : !Array.TrueForAll(numbers, double.IsFinite) ? "the constant is not finite"
        : Folded(match, numbers) is var (scale, shift) ? layer.WhyNotScaled(scale, shift) : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var layer = LayerPattern.Of(match)!;
        var (scale, shift) = Folded(match, Numbers(match, layer)!);
        return layer.Scaled(match, editor, scale, shift);
    }

    private static (double[] Scale, double[] Shift) Folded(Match match, double[] numbers)
    {
        double[] ones = [.. numbers.Select(_ => 1.0)], zeros = new double[numbers.Length];
        return match.Root.Op switch
        {
            MulOp => (numbers, zeros),
            DivOp => ([.. numbers.Select(n => 1 / n)], zeros),
            AddOp => (ones, numbers),
            _ => (ones, [.. numbers.Select(n => -n)]),
        };
    }

    private static double[]? Numbers(Match match, LayerPattern layer) =>
        AxisNumbers.Of(match.Constant("c"), match["layer"].Producer!.Op is GemmOp ? 2 : match.Constant("weight").Rank, 1, layer.Channels);
}
