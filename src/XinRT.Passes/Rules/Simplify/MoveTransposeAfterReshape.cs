using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(Transpose(x))</c> → <c>Transpose(Reshape(x))</c> where the reshape splits axes, or joins such as stand
/// side by side in x too; so the key of an attention is seen as a plain transposition.</summary>
public sealed class MoveTransposeAfterReshape : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(P.Op<TransposeOp>(P.Any("x")), P.Const("target"))
        .Must(v => Plan(v) is not null, "the reshape joins axes that the transposition brings together");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        ReshapeTarget.Of(match["x"].TensorType.Shape, Plan(match.Output)!.Value.Reshaped) is null
            ? $"several sizes of {match.Output.Type} depend on the run" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var (shape, perm) = Plan(match.Output)!.Value;
        var reshaped = editor.Add(new ReshapeOp(), match["x"], editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, shape)));
        return editor.Add(new TransposeOp(perm), reshaped);
    }

    // Sizes of x after the reshape, and the order that then gives the output.
    private static (Shape Reshaped, long[] Perm)? Plan(Value output)
    {
        var inner = output.Producer!.Input(0);
        if (inner?.Producer?.Op is not TransposeOp op || inner.TensorType.Shape is not { } moved || output.TensorType.Shape is not { } to)
            return null;
        long[] perm = AxisOrder.Of(op, moved.Rank);
        if (AxisBlock.Split(moved, to) is not { } blocks) return null;
        foreach (var block in blocks)
            for (int i = block.From + 1; i < block.FromEnd; i++)
                if (perm[i] != perm[i - 1] + 1) return null;

        var order = new List<int>();
        foreach (var block in blocks.OrderBy(b => perm[b.From]))
            for (int i = block.To; i < block.ToEnd; i++) order.Add(i);
        long[] back = [.. Enumerable.Range(0, to.Rank).Select(axis => (long)order.IndexOf(axis))];
        return (Shape.Of([.. order.Select(axis => to[axis])]), back);
    }
}
