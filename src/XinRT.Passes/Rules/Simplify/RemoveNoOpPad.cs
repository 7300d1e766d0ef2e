using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Pad(x, zeros)</c> → <c>x</c>.</summary>
public sealed class RemoveNoOpPad : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<PadOp>(P.Any("x"), P.Const("pads"), P.Optional(P.Any("value")), P.Optional(P.Any("axes")))
            .Must(v => NoOp.IsAll(v.Producer!.Input(1), 0), "it adds elements");

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];
}
