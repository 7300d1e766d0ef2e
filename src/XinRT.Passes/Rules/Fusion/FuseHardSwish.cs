using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·HardSigmoid(x)</c> with slope 1/6 and offset ½, and <c>x·clip(x + 3, 0, 6)/6</c>, → <c>HardSwish(x)</c>.</summary>
public sealed class FuseHardSwish : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        P.Op<MulOp>(P.Any("x"), P.Op<HardSigmoidOp>(P.Any("x"))
            .Where(h => Math.Abs(h.Alpha - 1f / 6) < 1e-5 && h.Beta == 0.5f, "the hard sigmoid has other coefficients")).AnyOrder(),
        P.Op<DivOp>(P.Op<MulOp>(P.Any("x"), FuseHardSigmoid.Clipped()).AnyOrder(), P.Scalar(6)),
        P.Op<MulOp>(P.Op<MulOp>(P.Any("x"), FuseHardSigmoid.Clipped()).AnyOrder(), P.Scalar(1.0 / 6)).AnyOrder());

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new HardSwishOp(), match["x"]);
}
