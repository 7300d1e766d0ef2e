namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Polynomials that agree with a function at some points.</summary>
internal static class Interpolation
{
    /// <summary>Coefficients from the constant up of the polynomial that goes through the function at Chebyshev's points on
    /// an interval.</summary>
    public static double[] Polynomial(Func<double, double> function, double low, double high, int degree)
    {
        int count = degree + 1;
        double[] x = Arrays.Make(count, i => (low + high) / 2 + (high - low) / 2 * Math.Cos(Math.PI * (i + 0.5) / count));
        double[] differences = [.. x.Select(function)];
        for (int order = 1; order < count; order++)
            for (int i = count - 1; i >= order; i--)
                differences[i] = (differences[i] - differences[i - 1]) / (x[i] - x[i - order]);
        // Newton's form by Horner's rule on polynomials.
        var result = new double[count];
        for (int i = count - 1; i >= 0; i--)
        {
            for (int k = count - 1; k > 0; k--) result[k] = result[k - 1] - x[i] * result[k];
            result[0] = differences[i] - x[i] * result[0];
        }
        return result;
    }
}
