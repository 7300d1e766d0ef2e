using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = ln(1 + exp(x))</c>.</summary>
[OnnxOperator("Softplus")]
public sealed record SoftplusOp : UnaryOperator
{
    /// <inheritdoc/>
    protected override double Flops => 15;

    /// <inheritdoc/>
    protected override double Of(double x) => Softplus(x);

    /// <summary>The function without overflow, accurate also where it is tiny.</summary>
    internal static double Softplus(double x)
    {
        // ln(1 + e) by way of u = 1 + e as rounded, so that the rounding error of u cancels.
        double e = Math.Exp(-Math.Abs(x)), u = 1 + e;
        return Math.Max(x, 0) + (u == 1 ? e : Math.Log(u) * (e / (u - 1)));
    }
}
