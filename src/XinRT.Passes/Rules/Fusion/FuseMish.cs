using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·tanh(softplus(x))</c> → <c>Mish(x)</c>.</summary>
public sealed class FuseMish : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<MulOp>(P.Any("x"), P.Op<TanhOp>(P.Op<SoftplusOp>(P.Any("x")))).AnyOrder();

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new MishOp(), match["x"]);
}
