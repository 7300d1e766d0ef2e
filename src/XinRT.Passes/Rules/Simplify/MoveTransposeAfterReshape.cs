using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Reshape(Transpose(x))</c> → <c>Transpose(Reshape(x))</c> where only the last two axes change places and the
/// reshape only splits or joins the axes before them; so the key of an attention is seen as a plain transposition.</summary>
public sealed class MoveTransposeAfterReshape : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReshapeOp>(
        P.Op<TransposeOp>(P.Any("x")).Must(SwapsLast, "it does not exchange the last two axes").As("t"), P.Const("target"));

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match.Output.TensorType.Shape is not { Rank: >= 2 } to || match["t"].TensorType.Shape is not { } from ? "the rank is not known"
        : to[-1] != from[-1] || to[-2] != from[-2] ? "the reshape changes the last two axes"
        : ReshapeTarget.Of(match["x"].TensorType.Shape, Swapped(to)) is null ? $"several sizes of {match.Output.Type} depend on the run"
        : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var to = match.Output.TensorType.Shape!;
        var reshaped = editor.Add(new ReshapeOp(), match["x"], editor.Integers(ReshapeTarget.Of(match["x"].TensorType.Shape, Swapped(to))));
        return editor.Add(new TransposeOp(Permutation.SwapLast(to.Rank)), reshaped);
    }

    private static Shape Swapped(Shape shape) => shape.With(-1, shape[-2]).With(-2, shape[-1]);

    private static bool SwapsLast(Value value) => value.TensorType.Shape is { } shape
        && Permutation.SwapsLast(Permutation.Of((TransposeOp)value.Producer!.Op, shape.Rank));
}
