using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = a &gt; b</c>.</summary>
[OnnxOperator("Greater", Since = 7)]
public sealed record GreaterOp : ComparisonOperator
{
    /// <inheritdoc/>
    protected override bool Of(int sign) => sign > 0;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) => BinaryLoop.Compare<GreaterThan>(a, b, y, threads);

    private readonly struct GreaterThan : IComparison
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;
    }
}
