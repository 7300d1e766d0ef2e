using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x*1</c>, <c>x/1</c>, <c>x^1</c>, <c>x+0</c>, <c>x-0</c>, <c>x and true</c>, <c>x or false</c> → <c>x</c>.</summary>
public sealed class RemoveNeutralOperand : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.OneOf(
        P.Op<MulOp>(P.Any("x"), All(1)).AnyOrder(),
        P.Op<DivOp>(P.Any("x"), All(1)),
        P.Op<PowOp>(P.Any("x"), All(1)),
        P.Op<AddOp>(P.Any("x"), All(0)).AnyOrder(),
        P.Op<SubOp>(P.Any("x"), All(0)),
        P.Op<AndOp>(P.Any("x"), All(1)).AnyOrder(),
        P.Op<OrOp>(P.Any("x"), All(0)).AnyOrder());

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => match["x"];

    // A neutral tensor that broadcasts x to more elements is refused by the driver, since the types differ.
    private static Pattern All(double number) =>
        P.Const("neutral").Must(v => v.Constant!.Count > 0 && NoOp.IsAll(v, number), "the constant is not neutral");
}
