namespace XinRT.Reference;

/// <summary>The <c>post_transform</c> of classical models, applied to the scores of one row.</summary>
internal static class ScoreTransform
{
    // Rational approximation of the inverse normal distribution (P. J. Acklam 2003), relative error below 1.2e-9.
    private static readonly double[] A =
        [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00];
    private static readonly double[] B =
        [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1];
    private static readonly double[] C =
        [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00];
    private static readonly double[] D =
        [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1];

    /// <summary>Names in the order of the numbers that TreeEnsemble uses.</summary>
    public static IReadOnlyList<string> Names { get; } = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    /// <summary>Transforms the scores in place.</summary>
    public static void Apply(string name, Span<double> scores)
    {
        switch (name)
        {
            case "LOGISTIC":
                foreach (ref double s in scores) s = Logistic(s);
                break;
            case "PROBIT":
                foreach (ref double s in scores) s = Probit(s);
                break;
            case "SOFTMAX":
                Softmax(scores, keepZeros: false);
                break;
            case "SOFTMAX_ZERO":
                Softmax(scores, keepZeros: true);
                break;
        }
    }

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static void Softmax(Span<double> scores, bool keepZeros)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (double s in scores) max = Math.Max(max, s);
        foreach (ref double s in scores)
        {
            s = keepZeros && Math.Abs(s) <= 1e-7 ? 0 : Math.Exp(s - max);
            sum += s;
        }
        if (sum == 0) return;
        foreach (ref double s in scores) s /= sum;
    }

    private static double Probit(double p)
    {
        const double Tail = 0.02425;
        if (!(p > 0 && p < 1)) return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;
        if (p < Tail)
        {
            double q = Math.Sqrt(-2 * Math.Log(p));
            return Polynomial(C, q) / Polynomial(D, q);
        }
        if (p > 1 - Tail) return -Probit(1 - p);
        double r = (p - 0.5) * (p - 0.5);
        return (p - 0.5) * Polynomial(A, r) / Polynomial(B, r);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double result = 0;
        foreach (double c in coefficients) result = result * x + c;
        return result;
    }
}
