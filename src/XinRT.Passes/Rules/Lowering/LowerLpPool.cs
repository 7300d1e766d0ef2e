using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Passes;

/// <summary><c>LpPool(x)</c> with p of 1 or 2 → an <c>AveragePool</c> of <c>|x|</c> or <c>x²</c>, times the elements of a window,
/// and the root of that.</summary>
public sealed class LowerLpPool : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<LpPoolOp>(
        P.Any("x")).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.DType != DType.F32 ? "it is not computed in float32"
        : match.Op<LpPoolOp>("y").P is not (1 or 2) ? "p is neither 1 nor 2"
        // A mean divides by fewer elements there.
        : match.Op<LpPoolOp>("y").CeilMode ? "windows may reach beyond the padding" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = match.Op<LpPoolOp>("y");
        var x = match["x"];
        var powers = op.P == 1 ? editor.Add(new AbsOp(), x) : editor.Add(new MulOp(), x, x);
        var means = editor.Add(new AveragePoolOp(op.KernelShape, op.AutoPad, CountIncludePad: true, Dilations: op.Dilations, Pads: op.Pads,
            Strides: op.Strides), powers);
        var sums = editor.Add(new MulOp(), means, editor.Constant(Tensor.Scalar((float)Strides.Count(op.KernelShape.Span))));
        return op.P == 1 ? sums : editor.Add(new SqrtOp(), sums);
    }
}
