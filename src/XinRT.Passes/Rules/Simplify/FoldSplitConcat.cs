using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Concat(…, all parts of Split(x), …)</c> along the same axis → <c>Concat(…, x, …)</c>: x can be written
/// in its place, parts of it would be copied.</summary>
public sealed class FoldSplitConcat : RewriteRule
{
    private const int MostOperands = 8;

    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf([.. Enumerable.Range(2, MostOperands - 1).Select(Of)]);

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var operands = match.Root.Inputs.ToList();
        int at = Splits(match.Root).First();
        var split = Whole(match.Root, at)!;
        operands.RemoveRange(at, split.Outputs.Count);
        operands.Insert(at, split.Inputs[0]);
        return editor.Add(match.Root.Op, [.. operands]);
    }

    private static Pattern Of(int operands) =>
        P.Op<ConcatOp>([.. Enumerable.Range(0, operands).Select(i => P.Any($"part{i}"))])
            .Must(v => Splits(v.Producer!).Any(), "it joins other values");

    private static IEnumerable<int> Splits(Node concat) =>
        Enumerable.Range(0, concat.Inputs.Count).Where(i => Whole(concat, i) is not null);

    // The split whose parts, all of them, are the operands from a place on.
    private static Node? Whole(Node concat, int at)
    {
        if (concat.Inputs[at]?.Producer is not { Op: SplitOp split } node || node.Outputs.Count > concat.Inputs.Count - at) return null;
        if (concat.Outputs[0]!.TensorType.Shape is not { Rank: var rank } || Axis(split.Axis) != Axis(((ConcatOp)concat.Op).Axis)) return null;
        return node.Outputs.Select((part, i) => part == concat.Inputs[at + i]).All(same => same) ? node : null;

        long Axis(long axis) => axis < 0 ? axis + rank : axis;
    }
}
