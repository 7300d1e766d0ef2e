using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Clip(Clip(x, a, b), c, d)</c> → <c>Clip(x, max(a, c), min(b, d))</c>; a Relu inside counts as a lower bound
/// of 0.</summary>
public sealed class FoldClipPair : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ClipOp>(
        P.OneOf(
            P.Op<ReluOp>(P.Any("x")).As("relu"),
            P.Op<ClipOp>(P.Any("x"), P.Optional(P.Scalar("a")), P.Optional(P.Scalar("b")))),
        P.Optional(P.Scalar("c")), P.Optional(P.Scalar("d")));

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        var (low, high) = Bounds(match);
        return low <= high ? null : "the two ranges do not overlap";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (low, high) = Bounds(match);
        return editor.Add(new ClipOp(), match["x"], Bound(low), Bound(high));

        Value? Bound(double value) => double.IsInfinity(value) ? null
            : editor.Constant(Tensor.FromDoubles(match["x"].TensorType.DType, [value]));
    }

    private static (double Low, double High) Bounds(Match match) => (
        Math.Max(match.Has("relu") ? 0 : Number(match, "a", double.NegativeInfinity), Number(match, "c", double.NegativeInfinity)),
        Math.Min(Number(match, "b", double.PositiveInfinity), Number(match, "d", double.PositiveInfinity)));

    private static double Number(Match match, string name, double missing) => match.Has(name) ? match.Number(name) : missing;
}
