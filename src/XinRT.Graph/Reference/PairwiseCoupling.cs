namespace XinRT.Reference;

/// <summary>Class probabilities from the probabilities of all pairs of classes: the second method of Wu, Lin and Weng,
/// "Probability Estimates for Multi-class Classification by Pairwise Coupling" (2004).</summary>
internal static class PairwiseCoupling
{
    /// <summary>Solves for the probabilities; <paramref name="pairs"/>[i, j] is that of class i against class j.</summary>
    public static double[] Solve(double[,] pairs)
    {
        int classes = pairs.GetLength(0);
        var q = new double[classes, classes];
        for (int i = 0; i < classes; i++)
            for (int j = 0; j < classes; j++)
            {
                if (i == j) continue;
                q[i, i] += pairs[j, i] * pairs[j, i];
                q[i, j] = -pairs[j, i] * pairs[i, j];
            }
        var p = new double[classes];
        Array.Fill(p, 1.0 / classes);
        var product = new double[classes];
        double tolerance = 0.005 / classes;
        for (int round = 0; round < Math.Max(100, classes); round++)
        {
            double whole = 0, error = 0;
            for (int i = 0; i < classes; i++)
            {
                product[i] = 0;
                for (int j = 0; j < classes; j++) product[i] += q[i, j] * p[j];
                whole += p[i] * product[i];
            }
            for (int i = 0; i < classes; i++) error = Math.Max(error, Math.Abs(product[i] - whole));
            if (error < tolerance) break;
            for (int i = 0; i < classes; i++)
            {
                // One coordinate moves to its optimum, then all are scaled so that they still add up to 1.
                double step = (whole - product[i]) / q[i, i], scale = 1 + step;
                p[i] += step;
                whole = (whole + step * (step * q[i, i] + 2 * product[i])) / (scale * scale);
                for (int j = 0; j < classes; j++)
                {
                    product[j] = (product[j] + step * q[i, j]) / scale;
                    p[j] /= scale;
                }
            }
        }
        return p;
    }
}
