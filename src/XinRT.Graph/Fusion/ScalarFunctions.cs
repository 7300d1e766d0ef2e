using XinRT.Reference;

namespace XinRT.Fusion;

/// <summary>Values of scalar terms: computed in binary64, rounded once.</summary>
public static class ScalarFunctions
{
    /// <summary>One function of numbers.</summary>
    public static float Of(ScalarKind kind, double a, double b = 0, double c = 0) => (float)(kind switch
    {
        ScalarKind.Add => a + b,
        ScalarKind.Sub => a - b,
        ScalarKind.Mul => a * b,
        ScalarKind.Div => a / b,
        ScalarKind.Min => Math.Min(a, b),
        ScalarKind.Max => Math.Max(a, b),
        ScalarKind.Pow => Math.Pow(a, b),
        ScalarKind.Neg => -a,
        ScalarKind.Abs => Math.Abs(a),
        ScalarKind.Reciprocal => 1 / a,
        ScalarKind.Sqrt => Math.Sqrt(a),
        ScalarKind.Exp => Math.Exp(a),
        ScalarKind.Log => Math.Log(a),
        ScalarKind.Log1p => Log1p(a),
        ScalarKind.Tanh => Math.Tanh(a),
        ScalarKind.Sigmoid => 1 / (1 + Math.Exp(-a)),
        ScalarKind.Erf => ErrorFunction.Erf(a),
        ScalarKind.Sin => Math.Sin(a),
        ScalarKind.Cos => Math.Cos(a),
        ScalarKind.Floor => Math.Floor(a),
        ScalarKind.Ceil => Math.Ceiling(a),
        ScalarKind.Round => Math.Round(a, MidpointRounding.ToEven),
        ScalarKind.Sign => a > 0 ? 1 : a < 0 ? -1 : a,
        ScalarKind.Equal => a == b ? 1 : 0,
        ScalarKind.Less => a < b ? 1 : 0,
        ScalarKind.LessOrEqual => a <= b ? 1 : 0,
        ScalarKind.And => a != 0 && b != 0 ? 1 : 0,
        ScalarKind.Or => a != 0 || b != 0 ? 1 : 0,
        ScalarKind.Not => a == 0 ? 1 : 0,
        ScalarKind.Select => a != 0 ? b : c,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is no function."),
    });

    /// <summary>A whole expression, given the accumulator and the node's inputs.</summary>
    public static float Of(ScalarExpr expression, float accumulator, Func<int, float> operand)
    {
        var values = new float[expression.Terms.Count];
        for (int i = 0; i < values.Length; i++)
        {
            var t = expression.Terms[i];
            values[i] = t.Kind switch
            {
                ScalarKind.Accumulator => accumulator,
                ScalarKind.Operand => operand(t.A),
                ScalarKind.Constant => t.Value,
                _ => Of(t.Kind, values[t.A], t.B < 0 ? 0 : values[t.B], t.C < 0 ? 0 : values[t.C]),
            };
        }
        return values[^1];
    }

    // ln(u)·x/(u-1) with u = 1 + x as rounded: the rounding error of u cancels.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }
}
