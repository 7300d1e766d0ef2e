using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is whether <c>x</c> is not a number.</summary>
[OnnxOperator("IsNaN", Since = 9)]
public sealed record IsNaNOp : PredicateOperator
{
    /// <inheritdoc/>
    protected override bool Of(double x) => double.IsNaN(x);
}
