using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·½·(1 + erf(x/√2))</c> and <c>x·½·(1 + tanh(√(2/π)·(x + 0.044715·x³)))</c>, however associated, →
/// <c>Gelu(x)</c>.</summary>
public sealed class FuseGelu : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        Times(P.Any("x"), OnePlus(P.Op<ErfOp>(Erf()).As("erf"))),
        Times(P.Any("x"), OnePlus(P.Op<TanhOp>(Tanh()))));

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        editor.Add(new GeluOp(match.Has("erf") ? "none" : "tanh"), match["x"]);

    private static OpPattern<MulOp> Mul(Pattern a, Pattern b) => P.Op<MulOp>(a, b).AnyOrder();

    private static Pattern Times(Pattern x, Pattern factor) => P.OneOf(
        Mul(Mul(x, factor), P.Scalar(0.5)),
        Mul(Mul(x, P.Scalar(0.5)), factor),
        Mul(x, Mul(factor, P.Scalar(0.5))));

    private static OpPattern<AddOp> OnePlus(Pattern inner) => P.Op<AddOp>(inner, P.Scalar(1)).AnyOrder();

    private static Pattern Erf() => P.OneOf(
        P.Op<DivOp>(P.Any("x"), P.Scalar(Math.Sqrt(2))),
        Mul(P.Any("x"), P.Scalar(Math.Sqrt(0.5))));

    private static Pattern Tanh()
    {
        var x = P.Any("x");
        var cube = P.OneOf(P.Op<PowOp>(x, P.Scalar(3)), Mul(Mul(x, x), x));
        var square = P.OneOf(P.Op<PowOp>(x, P.Scalar(2)), Mul(x, x));
        var root = P.Scalar(Math.Sqrt(2 / Math.PI));
        var factor = OnePlus(P.OneOf(Mul(square, P.Scalar(0.044715)), Mul(Mul(x, P.Scalar(0.044715)), x)));
        return P.OneOf(
            Mul(P.Op<AddOp>(x, Mul(cube, P.Scalar(0.044715))).AnyOrder(), root),
            Mul(Mul(x, root), factor),
            Mul(Mul(x, factor), root));
    }
}
