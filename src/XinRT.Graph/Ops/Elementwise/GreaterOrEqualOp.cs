using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a &gt;= b</c>.</summary>
[OnnxOperator("GreaterOrEqual", Since = 12)]
public sealed record GreaterOrEqualOp : ComparisonOperator
{
    /// <inheritdoc/>
    protected override bool Of(int sign) => sign >= 0;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Compare<GreaterOrEqualThan>(a, b, y, threads);

    private readonly struct GreaterOrEqualThan : IComparison
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;
    }
}
