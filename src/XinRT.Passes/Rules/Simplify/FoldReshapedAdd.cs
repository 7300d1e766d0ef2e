using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(Add(Reshape(x), c))</c> → <c>Add(x, c')</c> where the second reshape undoes the first and the first
/// only splits leading axes; so a mask per window joins the bias of an attention.</summary>
public sealed class FoldReshapedAdd : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(
        P.Op<AddOp>(P.Op<ReshapeOp>(P.Any("x"), P.Const("split")).As("wide"), P.Const("c")).AnyOrder().As("sum"),
        P.Const("join"));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        !match["x"].Type.Equals(match.Output.Type) ? "the second reshape does not undo the first"
        : !match["sum"].Type.Equals(match["wide"].Type) ? "the constant widens the sum"
        : Joined(match) is null ? "the constant varies along a part of a joined axis" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        editor.Add(new AddOp(), match["x"], editor.Constant(match.Constant("c").Reshape(Joined(match)!)));

    // Sizes of the constant with the axes of each group joined as in x; a group must be all ones or complete.
    private static long[]? Joined(Match match)
    {
        if (match["x"].TensorType.Shape is not { } narrow || match["wide"].TensorType.Shape is not { } wide) return null;
        var constant = match.Constant("c");
        long[] sizes = [.. Enumerable.Repeat(1L, Math.Max(0, wide.Rank - constant.Rank)), .. constant.Dims];
        var result = new long[narrow.Rank];
        int at = wide.Rank;
        for (int i = narrow.Rank - 1; i >= 0; i--)
        {
            Dim group = 1;
            long product = 1;
            do
            {
                if (--at < 0) return null;
                group *= wide[at];
                product *= sizes[at];
            }
            while (group != narrow[i] || (i == 0 && at > 0));
            if (product != 1 && (!group.IsConstant || product != group.Value)) return null;
            result[i] = product;
        }
        return at == 0 ? result : null;
    }
}
