using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Slice(Slice(x))</c> along different axes → one <c>Slice(x)</c>.</summary>
public sealed class FoldSlicePairs : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Slice(Slice(P.Any("x"), "inner"), "outer");

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.Shape is not { } shape ? "the rank is not known"
        : Axes(match, "inner", shape.Rank).Intersect(Axes(match, "outer", shape.Rank)).Any() ? "both cut the same axis"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        int rank = match["x"].TensorType.Shape!.Rank;
        return editor.Add(new SliceOp(), match["x"], Both(".starts"), Both(".ends"),
            editor.Integers([.. Axes(match, "inner", rank), .. Axes(match, "outer", rank)]),
            editor.Integers([.. Steps("inner"), .. Steps("outer")]));

        Value Both(string list) => editor.Integers([.. match.Integers("inner" + list)!, .. match.Integers("outer" + list)!]);
        IEnumerable<long> Steps(string name) => match.Integers(name + ".steps") ?? match.Integers(name + ".starts")!.Select(_ => 1L);
    }

    private static long[] Axes(Match match, string name, int rank) =>
        [.. (match.Integers(name + ".axes") ?? match.Integers(name + ".starts")!.Select((_, i) => (long)i)).Select(a => a < 0 ? a + rank : a)];

    private static OpPattern<SliceOp> Slice(Pattern x, string name) => P.Op<SliceOp>(x, P.Const(name + ".starts"),
        P.Const(name + ".ends"), P.Optional(P.Const(name + ".axes")), P.Optional(P.Const(name + ".steps")));
}
