using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>c = (a = b)</c>, for numbers, booleans and strings.</summary>
[OnnxOperator("Equal", Since = 7)]
public sealed record EqualOp : ComparisonOperator
{
    /// <inheritdoc/>
    protected override bool Of(int sign) => sign == 0;

    /// <inheritdoc/>
    protected override bool Accepts(DType type) => type is DType.Bool or DType.String || base.Accepts(type);

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads)
    {
        if (a.DType == DType.String) Strings(a, b, y);
        else if (a.DType == DType.Bool) BinaryLoop.Compare<Same>(a.Reinterpret(DType.U8), b.Reinterpret(DType.U8), y, threads);
        else BinaryLoop.Compare<Same>(a, b, y, threads);
    }

    private static void Strings(Tensor a, Tensor b, Tensor y)
    {
        var plan = BroadcastPlan.Make(y.Dims, a.Dims.ToArray(), b.Dims.ToArray());
        for (int row = 0; row < plan.Rows; row++)
        {
            var (i, j) = (plan.Offset(0, row), plan.Offset(1, row));
            for (int k = 0; k < plan.Columns; k++)
            {
                string left = a.Strings[plan.IsStretched(0) ? i : i + k], right = b.Strings[plan.IsStretched(1) ? j : j + k];
                y.Span<bool>()[row * plan.Columns + k] = string.Equals(left, right, StringComparison.Ordinal);
            }
        }
    }

    private readonly struct Same : IComparison
    {
        public static bool Of<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;
    }
}
