namespace XinRT.Reference;

/// <summary><c>(Σ |x|^p)^(1/p)</c> in two halves, exact for the orders 1 and 2.</summary>
public static class PNorm
{
    /// <summary><c>|x|^p</c>.</summary>
    public static double Power(double x, long p) => p == 2 ? x * x : p == 1 ? Math.Abs(x) : Math.Pow(Math.Abs(x), p);

    /// <summary><c>sum^(1/p)</c>.</summary>
    public static double Root(double sum, long p) => p == 2 ? Math.Sqrt(sum) : p == 1 ? sum : Math.Pow(sum, 1.0 / p);
}
