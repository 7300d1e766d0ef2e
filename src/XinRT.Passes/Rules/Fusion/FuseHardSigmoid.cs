using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>clip(x + 3, 0, 6) / 6</c> → <c>HardSigmoid(x)</c> with slope 1/6 and offset ½.</summary>
public sealed class FuseHardSigmoid : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        P.Op<DivOp>(Clipped(), P.Scalar(6)),
        P.Op<MulOp>(Clipped(), P.Scalar(1.0 / 6)).AnyOrder());

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new HardSigmoidOp(1f / 6, 0.5f), match["x"]);

    /// <summary><c>clip(x + 3, 0, 6)</c>, also as Relu and a clip above.</summary>
    internal static Pattern Clipped() =>
        P.Op<ClipOp>(P.Op<AddOp>(P.Any("x").Must(v => v.TensorType.DType.IsFloat(), "it is not computed in floats"), P.Scalar(3)).AnyOrder(), P.Scalar(0, 0), P.Scalar(6));
}
