using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Slice(Concat(a, b))</c> along another axis than the concatenation's → <c>Concat(Slice(a), Slice(b))</c> where only
/// slices read the whole: an image rolled along two axes is then put together in one pass over memory.</summary>
public sealed class MoveSliceIntoConcat : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(Of(2), Of(3));

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["whole"].TensorType.Shape is not { } shape) return "the rank is not known";
        if (match["whole"].Users.Any(n => n.Op is not SliceOp || n.Inputs[0] != match["whole"])) return $"'{match["whole"].Name}' is not only sliced";
        long axis = match.Op<ConcatOp>("whole").Axis;
        axis = axis < 0 ? axis + shape.Rank : axis;
        var cut = match.Integers("axes") ?? [.. Enumerable.Range(0, match.Integers("starts")!.Length).Select(i => (long)i)];
        return cut.Any(a => (a < 0 ? a + shape.Rank : a) == axis) ? "it cuts the axis of the concatenation" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var parts = match.Node("whole").Inputs.Select(v => (Value?)editor.Add(new SliceOp(), [v, .. match.Root.Inputs.Skip(1)]));
        return editor.Add(match.Op<ConcatOp>("whole"), [.. parts]);
    }

    private static Pattern Of(int operands)
    {
        Pattern[] parts = [.. Enumerable.Range(0, operands).Select(i => P.Any($"part{i}"))];
        return P.Op<SliceOp>(P.Op<ConcatOp>(parts).As("whole"), P.Const("starts"), P.Const("ends"),
            P.Optional(P.Const("axes")), P.Optional(P.Const("steps")));
    }
}
