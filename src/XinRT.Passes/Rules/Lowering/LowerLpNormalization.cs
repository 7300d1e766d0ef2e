using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>LpNormalization(x)</c> → <c>x / n</c> with n = <c>ReduceL1(x)</c> or <c>ReduceL2(x)</c>, or 1 where that is 0.</summary>
public sealed class LowerLpNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<LpNormalizationOp>(
        P.Any("x")).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.DType == DType.F32 ? null : "it is not computed in float32";

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = match.Op<LpNormalizationOp>("y");
        var axis = editor.Integers(op.Axis);
        var norm = op.P == 1 ? editor.Add(new ReduceL1Op(), match["x"], axis) : editor.Add(new ReduceL2Op(), match["x"], axis);
        var isZero = editor.Add(new EqualOp(), norm, editor.Constant(Tensor.Scalar(0f)));
        return editor.Add(new DivOp(), match["x"], editor.Add(new WhereOp(), isZero, editor.Constant(Tensor.Scalar(1f)), norm));
    }
}
