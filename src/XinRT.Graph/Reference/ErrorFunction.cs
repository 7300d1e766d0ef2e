using System.Numerics;

namespace XinRT.Reference;

/// <summary>The error function <c>erf(x) = 2/√π ∫₀ˣ exp(-t²) dt</c>, its complement, and the normal distribution.</summary>
/// <remarks>Up to 1, <c>erf(x) = x·P(x²)</c>. Beyond, <c>erfc(x) = exp(-x²)·Q(t)/(1+2x)</c> with <c>t = (x-k)/(x+k)</c>, which
/// takes the whole tail to a short interval on which Q is smooth. P and Q are Chebyshev interpolants computed with 60 digits;
/// their errors are below 1e-17 in binary64 and below 1e-7 in binary32.</remarks>
public static class ErrorFunction
{
    private const double Root2 = 1.4142135623730951;
    private const double Middle = 3.75;

    private static readonly double[] Near =
    [
        1.1283791670955126, -0.37612638903183543, 0.11283791670945006, -0.02686617064323777, 0.0052239776071164225,
        -0.0008548325975389692, 0.00012055294904839707, -1.492473690741966e-05, 1.6447424703317362e-06,
        -1.6208483801871705e-07, 1.3720064546777686e-08, -7.795898827002142e-10,
    ];

    // Chebyshev coefficients of exp(x²)·erfc(x)·(1+2x) over x from 1 to 28.
    private static readonly double[] Tail =
    [
        1.2226165802026783, -0.07511526492323324, -0.004540232069002324, 0.006913773677495858, -0.0026566728425294374,
        0.0007022415507749079, -0.0001428411492037061, 2.2567051503500018e-05, -2.6182972119836794e-06,
        1.7692476007708511e-07, 4.152353679176502e-09, -2.5476381798929606e-09, 2.2079499281564794e-10,
        1.2623220256684484e-11, -4.117096797592323e-12, 1.1495884504670182e-13, 5.5754926619906096e-14,
        -4.8304707933496616e-15, -7.089431237692599e-16, 1.0942772502602839e-16, 9.479399413776542e-18,
    ];

    private static readonly float[] NearSingle =
        [1.12837911f, -0.37612626f, 0.112835944f, -0.0268542115f, 0.00518908724f, -0.00080168643f, 7.87587487e-05f];

    private static readonly float[] TailSingle =
    [
        1.25300801f, -0.135620967f, -0.0475616865f, 0.129638553f, -0.119287334f, 0.0683957338f, -0.0236720815f,
        0.00208834582f, 0.00164811418f,
    ];

    /// <summary>The error function, to the accuracy of binary64.</summary>
    public static double Erf(double x) => Math.Abs(x) <= 1 ? Inner(x) : double.IsNaN(x) ? x : x > 0 ? 1 - Outer(x) : Outer(-x) - 1;

    /// <summary><c>1 - erf(x)</c>, to the accuracy of binary64 also where it is tiny.</summary>
    public static double Erfc(double x) => Math.Abs(x) <= 1 ? 1 - Inner(x) : double.IsNaN(x) ? x : x > 0 ? Outer(x) : 2 - Outer(-x);

    /// <summary>Cumulative normal distribution: <c>Φ(x) = (1 + erf(x/√2))/2</c>.</summary>
    public static double Normal(double x) => Erfc(-x / Root2) / 2;

    /// <summary>The error function over a row. Largest error 1.2e-7 of the result.</summary>
    public static void Erf(ReadOnlySpan<float> x, Span<float> y) => Map<ErfMap>(x, y);

    /// <summary><c>x·Φ(x)</c> over a row, the exact GELU.</summary>
    public static void Gelu(ReadOnlySpan<float> x, Span<float> y) => Map<GeluMap>(x, y);

    private interface IMap
    {
        static abstract Vector<float> Of(Vector<float> x);
    }

    private static double Inner(double x)
    {
        double u = x * x, p = Near[^1];
        for (int i = Near.Length - 2; i >= 0; i--) p = p * u + Near[i];
        return x * p;
    }

    private static double Outer(double x)
    {
        if (x > 28) return 0;
        double t = (x - Middle) / (x + Middle);
        double s = 2 * (t * 1.4895061728395063 - 0.13765432098765432), b = 0, b1 = 0;
        for (int i = Tail.Length - 1; i > 0; i--) (b, b1) = (s * b - b1 + Tail[i], b);
        double q = s / 2 * b - b1 + Tail[0];
        // exp(-x²) with the rounding error of the square put back.
        double square = x * x, lost = Math.FusedMultiplyAdd(x, x, -square);
        double e = Math.Exp(-square);
        return (e - e * lost) * q / (1 + 2 * x);
    }

    private static void Map<TMap>(ReadOnlySpan<float> x, Span<float> y) where TMap : IMap
    {
        int i = 0, width = Vector<float>.Count;
        for (; i <= x.Length - width; i += width) TMap.Of(new Vector<float>(x.Slice(i, width))).CopyTo(y[i..]);
        if (i == x.Length) return;
        Span<float> rest = stackalloc float[width];
        rest.Clear();
        x[i..].CopyTo(rest);
        TMap.Of(new Vector<float>(rest)).CopyTo(rest);
        rest[..(x.Length - i)].CopyTo(y[i..]);
    }

    // erf(x) for |x| <= 1, of use only there.
    private static Vector<float> Inner(Vector<float> x)
    {
        var (u, p) = (x * x, new Vector<float>(NearSingle[^1]));
        for (int i = NearSingle.Length - 2; i >= 0; i--) p = Vector.FusedMultiplyAdd(p, u, new Vector<float>(NearSingle[i]));
        return x * p;
    }

    // erfc(x) for x >= 1, of use only there; beyond 10.5 it is zero in binary32.
    private static Vector<float> Outer(Vector<float> x)
    {
        x = Vector.Min(x, new Vector<float>(10.5f));
        var t = (x - new Vector<float>(3)) / (x + new Vector<float>(3));
        var q = new Vector<float>(TailSingle[^1]);
        for (int i = TailSingle.Length - 2; i >= 0; i--) q = Vector.FusedMultiplyAdd(q, t, new Vector<float>(TailSingle[i]));
        return Vector.Exp(-(x * x)) * q / (Vector<float>.One + x + x);
    }

    private readonly struct ErfMap : IMap
    {
        public static Vector<float> Of(Vector<float> x)
        {
            var magnitude = Vector.Abs(x);
            var far = Vector.CopySign(Vector<float>.One - Outer(magnitude), x);
            // Written so that a NaN takes the first form, which keeps it.
            return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, Vector<float>.One), far, Inner(x));
        }
    }

    private readonly struct GeluMap : IMap
    {
        public static Vector<float> Of(Vector<float> x)
        {
            var z = x * new Vector<float>((float)(1 / Root2));
            var magnitude = Vector.Abs(z);
            var tail = Outer(magnitude);
            var far = Vector.ConditionalSelect(Vector.GreaterThan(z, Vector<float>.Zero), new Vector<float>(2) - tail, tail);
            var twice = Vector.ConditionalSelect(Vector.GreaterThan(magnitude, Vector<float>.One), far, Vector<float>.One + Inner(z));
            return new Vector<float>(0.5f) * x * twice;
        }
    }
}
