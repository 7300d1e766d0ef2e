using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Transpose(x)</c> that moves only axes of size one → <c>Reshape(x)</c>, which moves no memory.</summary>
public sealed class FoldTransposeOfOnes : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<TransposeOp>(P.Any("x"))
        .Must(KeepsOrder, "it moves an axis that is longer than one").As("t");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape) is null ? $"several sizes of {match.Output.Type} depend on the run" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new ReshapeOp(), match["x"],
        editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, match.Output.TensorType.Shape)));

    private static bool KeepsOrder(Value value)
    {
        if (value.Producer!.Input(0)?.TensorType.Shape is not { } shape) return false;
        var moved = AxisOrder.Of((TransposeOp)value.Producer.Op, shape.Rank)
            .Where(axis => shape[(int)axis] != 1).ToArray();
        return moved.SequenceEqual(moved.Order());
    }
}
