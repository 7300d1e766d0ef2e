using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

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
        foreach (string name in new[] { "a", "b", "c", "d" })
            if (match.Has(name) && IsNaN(match.Constant(name))) return "a bound is not a number";
        var (low, high) = Bounds(match);
        return low is null || high is null || SortKeys.Of(low)[0] <= SortKeys.Of(high)[0] ? null : "the two ranges do not overlap";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (low, high) = Bounds(match);
        return editor.Add(new ClipOp(), match["x"], Bound(low), Bound(high));

        Value? Bound(Tensor? bound) => bound is null ? null : editor.Constant(bound.Reshape([]));
    }

    private static (Tensor? Low, Tensor? High) Bounds(Match match)
    {
        var first = match.Has("relu") ? Tensor.Zeros(match["x"].TensorType.DType) : match.Find("a")?.Constant;
        return (Chosen(first, match.Find("c")?.Constant, sign: 1), Chosen(match.Find("b")?.Constant, match.Find("d")?.Constant, sign: -1));
    }

    // The larger of two bounds, or the smaller if the sign is negative. Keys keep the order of all 64 bits, doubles would not.
    private static Tensor? Chosen(Tensor? a, Tensor? b, int sign) => a is null ? b : b is null ? a
        : SortKeys.Of(a)[0].CompareTo(SortKeys.Of(b)[0]) * sign >= 0 ? a : b;

    private static bool IsNaN(Tensor bound) => bound.DType.IsFloat() && double.IsNaN(bound.ToDoubles()[0]);
}
