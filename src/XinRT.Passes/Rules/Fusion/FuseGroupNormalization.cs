using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>InstanceNormalization</c> over joined channels, between two reshapes, then <c>·w + b</c> per channel →
/// <c>GroupNormalization(x, w, b)</c>.</summary>
public sealed class FuseGroupNormalization : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<AddOp>(
        P.Op<MulOp>(
            P.Op<ReshapeOp>(
                P.Op<InstanceNormalizationOp>(
                    P.Op<ReshapeOp>(P.Any("x"), P.Any("join")).As("joined"),
                    P.Const("ones").Must(v => NoOp.IsAll(v, 1), "the inner scale is not 1"),
                    P.Const("zeros").Must(v => NoOp.IsAll(v, 0), "the inner bias is not 0")).As("norm"),
                P.Any("split")),
            P.Const("w")).AnyOrder(),
        P.Const("b")).AnyOrder();

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType.Shape is not { Rank: >= 3 } shape || !shape[1].IsConstant) return "the number of channels is not known";
        return match["joined"].TensorType.Shape is not { Rank: 3 } joined || joined[0] != shape[0] || joined[1] != match.Constant("ones").Count
                ? "the first reshape does not join the channels of each group"
            : shape[1].Value % match.Constant("ones").Count != 0 ? "the groups are not of equal size"
            : !shape.Equals(match.Output.TensorType.Shape) ? "the second reshape does not undo the first"
            : PerChannel(match, "w") is null || PerChannel(match, "b") is null ? "scale and bias are not one value per channel"
            : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = new GroupNormalizationOp(match.Constant("ones").Count, match.Op<InstanceNormalizationOp>("norm").Epsilon);
        return editor.Add(op, match["x"], Constant("w"), Constant("b"));

        Value Constant(string name)
        {
            double[] values = PerChannel(match, name)!;
            return editor.Constant(Tensor.FromDoubles(match["x"].TensorType.DType, values, values.Length));
        }
    }

    private static double[]? PerChannel(Match match, string name)
    {
        var shape = match["x"].TensorType.Shape!;
        return AxisNumbers.Of(match.Constant(name), shape.Rank, 1, shape[1].Value);
    }
}
