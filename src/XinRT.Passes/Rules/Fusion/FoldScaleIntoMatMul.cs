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
            : Columns(match.Constant("c"), weight) is null ? "the factor is not one number per column"
            : match.Has("b") && Columns(match.Constant("b"), weight) is null ? "the bias is not one number per column"
            : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var weight = match.Constant("w");
        double[] factors = Columns(match.Constant("c"), weight)!;
        if (match.Root.Op is DivOp) factors = [.. factors.Select(f => 1 / f)];
        var product = editor.Add(new MatMulOp(), match["x"], editor.Constant(ChannelScaling.Scale(weight, factors, weight.Rank - 1)));
        if (!match.Has("b")) return product;
        double[] bias = [.. Columns(match.Constant("b"), weight)!.Zip(factors, (b, f) => b * f)];
        return editor.Add(new AddOp(), product, editor.Constant(Tensor.FromDoubles(weight.DType, bias, bias.Length)));
    }

    private static Pattern Create()
    {
        var product = P.Op<MatMulOp>(P.Any("x"), P.Const("w"));
        var linear = P.OneOf(P.Op<AddOp>(product, P.Const("b")).AnyOrder(), product);
        return P.OneOf(P.Op<MulOp>(linear, P.Const("c")).AnyOrder(), P.Op<DivOp>(linear, P.Const("c")));
    }

    private static double[]? Columns(Tensor constant, Tensor weight)
    {
        double[] values = constant.ToDoubles();
        int columns = (int)weight.Dim(-1);
        if (values.Length == 1) return [.. Enumerable.Repeat(values[0], columns)];
        return constant.Rank > 0 && constant.Dim(-1) == columns && values.Length == columns ? values : null;
    }
}
