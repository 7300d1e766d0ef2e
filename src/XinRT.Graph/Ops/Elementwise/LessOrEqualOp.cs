using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a &lt;= b</c>.</summary>
[OnnxOperator("LessOrEqual", Since = 12)]
public sealed record LessOrEqualOp : ComparisonOperator
{
    /// <inheritdoc/>
    protected override bool Of(int sign) => sign <= 0;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Compare<LessOrEqualThan>(a, b, y, threads);

    private readonly struct LessOrEqualThan : IComparison
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;
    }
}
