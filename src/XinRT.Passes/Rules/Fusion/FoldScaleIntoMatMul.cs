using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>(MatMul(x, w) + b)·c</c> with a constant number, or one per column → <c>MatMul(x, w·c) + b·c</c>.</summary>
public sealed class FoldScaleIntoMatMul : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Create();

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        var weight = match.Constant("w");
        return weight.Rank < 2 || !weight.DType.IsFloat() ? "the weight is not a matrix of floats"
            : Factors(match) is not { } factors ? "the factor is not one number per column"
            : !Array.TrueForAll(factors, double.IsFinite) ? "the factor is not finite"
            : match.Has("b") && Columns(match, "b") is null ? "the bias is not one number per column"
            : WhyNotStored(match, weight, factors);
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var weight = match.Constant("w");
        double[] factors = Factors(match)!;
        var product = editor.Add(new MatMulOp(), match["x"], editor.Constant(ChannelScaling.Scale(weight, factors, weight.Rank - 1)));
        if (!match.Has("b")) return product;
        double[] bias = Bias(match, factors)!;
        return editor.Add(new AddOp(), product, editor.Constant(Tensor.FromDoubles(weight.DType, bias, bias.Length)));
    }

    private static Pattern Create()
    {
        var product = P.Op<MatMulOp>(P.Any("x"), P.Const("w"));
        var linear = P.OneOf(P.Op<AddOp>(product, P.Const("b")).AnyOrder(), product);
        return P.OneOf(P.Op<MulOp>(linear, P.Const("c")).AnyOrder(), P.Op<DivOp>(linear, P.Const("c")));
    }

    private static string? WhyNotStored(Match match, Tensor weight, double[] factors)
    {
        double[] largest = FoldedNumbers.Largest(weight, factors.Length, ChannelScaling.Along(weight, weight.Rank - 1));
        for (int c = 0; c < largest.Length; c++) largest[c] *= Math.Abs(factors[c]);
        return FoldedNumbers.WhyNotFactors(weight.DType, largest) ?? FoldedNumbers.WhyNotSummands(weight.DType, Bias(match, factors));
    }

    private static double[]? Bias(Match match, double[] factors) =>
        match.Has("b") ? [.. Columns(match, "b")!.Zip(factors, (b, f) => b * f)] : null;

    private static double[]? Factors(Match match) => Columns(match, "c") is not { } numbers ? null
        : match.Root.Op is DivOp ? [.. numbers.Select(n => 1 / n)] : numbers;

    private static double[]? Columns(Match match, string name) => match.Output.TensorType.Shape is not { } shape ? null
        : AxisNumbers.Of(match.Constant(name), shape.Rank, -1, match.Constant("w").Dim(-1));
}
