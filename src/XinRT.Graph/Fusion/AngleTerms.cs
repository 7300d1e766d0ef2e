namespace XinRT.Fusion;

/// <summary>Tangent, hyperbolic functions and the inverses of all as scalar terms.</summary>
/// <remarks>The polynomials of arc sine and arc tangent are those of the Cephes library (asinf, atanf). Both ways of a choice are
/// computed; what is not chosen may overflow.</remarks>
internal static class AngleTerms
{
    private const float Pi = 3.14159265359f, Half = 1.57079632679f, Quarter = 0.785398163397f, Ln2 = 0.69314718056f;

    // From here on x² + 1 = x² in float32, and x² does not overflow yet.
    private const float Large = 1e9f;

    private static readonly float[] ArcSine = [4.2163199048e-2f, 2.4181311049e-2f, 4.5470025998e-2f, 7.4953002686e-2f, 1.6666752422e-1f];
    private static readonly float[] ArcTangent = [8.05374449538e-2f, -1.38776856032e-1f, 1.99777106478e-1f, -3.33329491539e-1f];

    /// <summary>sin(x) / cos(x).</summary>
    public static int Tan(ScalarBuilder b, int x) => b.Of(ScalarKind.Div, b.Of(ScalarKind.Sin, x), b.Of(ScalarKind.Cos, x));

    /// <summary>(eˣ - e⁻ˣ)/2; up to 1, where that would cancel, 2t/(1 - t²) with t = tanh(x/2).</summary>
    public static int Sinh(ScalarBuilder b, int x)
    {
        int t = b.Of(ScalarKind.Tanh, b.Of(ScalarKind.Mul, x, 0.5f));
        int near = b.Of(ScalarKind.Div, b.Of(ScalarKind.Add, t, t), b.Of(ScalarKind.Sub, b.Constant(1), b.Of(ScalarKind.Mul, t, t)));
        int magnitude = b.Of(ScalarKind.Abs, x);
        var (rising, falling) = HalvesOfExp(b, magnitude);
        int far = Signed(b, x, b.Of(ScalarKind.Sub, rising, falling));
        return b.Of(ScalarKind.Select, b.Of(ScalarKind.Less, magnitude, 1f), near, far);
    }

    /// <summary>(eˣ + e⁻ˣ)/2.</summary>
    public static int Cosh(ScalarBuilder b, int x)
    {
        var (rising, falling) = HalvesOfExp(b, b.Of(ScalarKind.Abs, x));
        return b.Of(ScalarKind.Add, rising, falling);
    }

    /// <summary>Arc sine; NaN beyond 1.</summary>
    public static int Asin(ScalarBuilder b, int x)
    {
        var (isFar, p) = ArcSineOfMagnitude(b, x);
        int far = b.Of(ScalarKind.Sub, b.Constant(Half), b.Of(ScalarKind.Add, p, p));
        return Signed(b, x, b.Of(ScalarKind.Select, isFar, far, p));
    }

    /// <summary>Arc cosine; NaN beyond 1.</summary>
    public static int Acos(ScalarBuilder b, int x)
    {
        var (isFar, p) = ArcSineOfMagnitude(b, x);
        int twice = b.Of(ScalarKind.Add, p, p);
        int far = b.Of(ScalarKind.Select, b.Of(ScalarKind.Less, x, 0f), b.Of(ScalarKind.Sub, b.Constant(Pi), twice), twice);
        return b.Of(ScalarKind.Select, isFar, far, b.Of(ScalarKind.Sub, b.Constant(Half), Signed(b, x, p)));
    }

    /// <summary>Arc tangent: x > tan(3π/8) from π/2, x > tan(π/8) from π/4.</summary>
    public static int Atan(ScalarBuilder b, int x)
    {
        int a = b.Of(ScalarKind.Abs, x);
        int isFar = b.Of(ScalarKind.Less, b.Constant(2.414213562373095f), a), isMiddle = b.Of(ScalarKind.Less, b.Constant(0.4142135623730950f), a);
        int middle = b.Of(ScalarKind.Div, b.Of(ScalarKind.Sub, a, 1f), b.Of(ScalarKind.Add, a, 1f));
        int r = b.Of(ScalarKind.Select, isFar, b.Of(ScalarKind.Neg, b.Of(ScalarKind.Reciprocal, a)), b.Of(ScalarKind.Select, isMiddle, middle, a));
        int start = b.Of(ScalarKind.Select, isFar, b.Constant(Half), b.Of(ScalarKind.Select, isMiddle, b.Constant(Quarter), b.Constant(0)));
        return Signed(b, x, b.Of(ScalarKind.Add, start, OddPolynomial(b, r, b.Of(ScalarKind.Mul, r, r), ArcTangent)));
    }

    /// <summary>ln(x + √(x² + 1)).</summary>
    public static int Asinh(ScalarBuilder b, int x)
    {
        int a = b.Of(ScalarKind.Abs, x), square = b.Of(ScalarKind.Mul, a, a);
        int root = b.Of(ScalarKind.Add, b.Of(ScalarKind.Sqrt, b.Of(ScalarKind.Add, square, 1f)), 1f);
        int near = b.Of(ScalarKind.Log1p, b.Of(ScalarKind.Add, a, b.Of(ScalarKind.Div, square, root)));
        return Signed(b, x, UpToLarge(b, a, near));
    }

    /// <summary>ln(x + √(x² - 1)); NaN below 1.</summary>
    public static int Acosh(ScalarBuilder b, int x)
    {
        int t = b.Of(ScalarKind.Sub, x, 1f);
        // Each root by itself: the product of two negative numbers has one.
        int root = b.Of(ScalarKind.Mul, b.Of(ScalarKind.Sqrt, t), b.Of(ScalarKind.Sqrt, b.Of(ScalarKind.Add, t, 2f)));
        return UpToLarge(b, x, b.Of(ScalarKind.Log1p, b.Of(ScalarKind.Add, t, root)));
    }

    /// <summary>ln((1 + x)/(1 - x))/2; NaN beyond 1.</summary>
    public static int Atanh(ScalarBuilder b, int x)
    {
        int a = b.Of(ScalarKind.Abs, x);
        int quotient = b.Of(ScalarKind.Div, b.Of(ScalarKind.Add, a, a), b.Of(ScalarKind.Sub, b.Constant(1), a));
        return Signed(b, x, b.Of(ScalarKind.Mul, b.Of(ScalarKind.Log1p, quotient), 0.5f));
    }

    // eᵃ/2 as a product, since eᵃ overflows before its half does; and e⁻ᵃ/2.
    private static (int Rising, int Falling) HalvesOfExp(ScalarBuilder b, int a)
    {
        int e = b.Of(ScalarKind.Exp, b.Of(ScalarKind.Mul, a, 0.5f));
        return (b.Of(ScalarKind.Mul, b.Of(ScalarKind.Mul, e, 0.5f), e), b.Of(ScalarKind.Div, b.Constant(0.5f), b.Of(ScalarKind.Mul, e, e)));
    }

    // asin(|x|), or asin(√((1 - |x|)/2)) where |x| > ½, of which the others are made.
    private static (int IsFar, int Value) ArcSineOfMagnitude(ScalarBuilder b, int x)
    {
        int a = b.Of(ScalarKind.Abs, x), isFar = b.Of(ScalarKind.Less, b.Constant(0.5f), a);
        int square = b.Of(ScalarKind.Select, isFar, b.Of(ScalarKind.Mul, b.Of(ScalarKind.Sub, b.Constant(1), a), 0.5f), b.Of(ScalarKind.Mul, a, a));
        int r = b.Of(ScalarKind.Select, isFar, b.Of(ScalarKind.Sqrt, square), a);
        return (isFar, OddPolynomial(b, r, square, ArcSine));
    }

    // r + r·s·(c₀·sⁿ + … + cₙ) with s = r².
    private static int OddPolynomial(ScalarBuilder b, int r, int square, float[] coefficients)
    {
        int sum = b.Constant(coefficients[0]);
        foreach (float c in coefficients.AsSpan(1)) sum = b.Of(ScalarKind.Add, b.Of(ScalarKind.Mul, sum, square), c);
        return b.Of(ScalarKind.Add, r, b.Of(ScalarKind.Mul, r, b.Of(ScalarKind.Mul, square, sum)));
    }

    private static int UpToLarge(ScalarBuilder b, int x, int near)
    {
        int far = b.Of(ScalarKind.Add, b.Of(ScalarKind.Log, x), Ln2);
        return b.Of(ScalarKind.Select, b.Of(ScalarKind.Less, b.Constant(Large), x), far, near);
    }

    // The sign of a number is that number where it is 0 or NaN.
    private static int Signed(ScalarBuilder b, int x, int magnitude) => b.Of(ScalarKind.Mul, magnitude, b.Of(ScalarKind.Sign, x));
}
