namespace XinRT.Reference;

/// <summary><c>scores = x · coefficientsᵀ + intercepts</c>, the core of linear models.</summary>
internal static class LinearScores
{
    /// <summary>One row of scores per row of features. Without intercepts they are 0.</summary>
    public static double[] Compute(double[] x, int rows, int columns, ReadOnlySpan<float> coefficients, ReadOnlySpan<float> intercepts, int targets)
    {
        var y = new double[rows * targets];
        for (int r = 0; r < rows; r++)
            for (int t = 0; t < targets; t++)
            {
                double sum = t < intercepts.Length ? intercepts[t] : 0;
                for (int c = 0; c < columns; c++) sum += x[r * columns + c] * coefficients[t * columns + c];
                y[r * targets + t] = sum;
            }
        return y;
    }
}
