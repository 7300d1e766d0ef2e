using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is whether <c>x</c> is infinite, on the sides that are asked for.</summary>
[OnnxOperator("IsInf", Since = 10)]
public sealed record IsInfOp(bool DetectNegative = true, bool DetectPositive = true) : PredicateOperator
{
    /// <inheritdoc/>
    protected override bool Of(double x) =>
        (DetectPositive && double.IsPositiveInfinity(x)) || (DetectNegative && double.IsNegativeInfinity(x));
}
