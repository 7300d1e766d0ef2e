using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>The mean over all axes but batch and channel → <c>GlobalAveragePool</c>, followed by a reshape if the axes are
/// dropped.</summary>
public sealed class FuseGlobalAveragePool : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReduceMeanOp>(
        P.Any("x").Must(v => v.TensorType is { Shape.Rank: >= 4 }, "there are no spatial axes"), P.Const("axes"))
            .Must(IsSpatial, "the axes are not the spatial ones").As("mean");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        !match.Op<ReduceMeanOp>("mean").Keepdims && ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape) is null
            ? "several sizes depend on the run" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var pooled = editor.Add(new GlobalAveragePoolOp(), match["x"]);
        if (match.Op<ReduceMeanOp>("mean").Keepdims) return pooled;
        return editor.Add(new ReshapeOp(), pooled, editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape)));
    }

    private static bool IsSpatial(Value value)
    {
        var node = value.Producer!;
        return node.Input(0)!.TensorType is { Shape: { } shape, DType: DType.F32 or DType.F16 or DType.F64 or DType.BF16 }
            && TrailingAxes.First(shape, node.Input(1)?.Constant?.ToInt64s()) == 2;
    }
}
