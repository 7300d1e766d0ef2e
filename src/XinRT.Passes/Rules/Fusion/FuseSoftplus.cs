using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>log(1 + exp(x))</c> → <c>Softplus(x)</c>, which does not overflow.</summary>
public sealed class FuseSoftplus : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } =
        P.Op<LogOp>(P.Op<AddOp>(P.Op<ExpOp>(P.Any("x")), P.Scalar(1)).AnyOrder());

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) => editor.Add(new SoftplusOp(), match["x"]);
}
