namespace XinRT.TestKit;

/// <summary>Two numbers agree if <c>|a − b| ≤ Absolute + Relative · |expected|</c>. NaN agrees with NaN, an infinity only with
/// itself.</summary>
public readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <summary>No difference at all.</summary>
    public static Tolerance Exact => default;

    /// <summary>For one operator of the type, computed in at least the type's precision: a few units in the last place.</summary>
    public static Tolerance Of(DType type) => type switch
    {
        DType.F64 or DType.C128 => new(1e-12, 1e-10),
        DType.F32 or DType.C64 => new(1e-6, 1e-5),
        DType.F16 => new(1e-4, 2e-3),
        DType.BF16 => new(1e-3, 1.6e-2),
        DType.F8E4M3FN or DType.F8E4M3FNUZ => new(1e-2, 0.13),
        DType.F8E5M2 or DType.F8E5M2FNUZ => new(1e-2, 0.26),
        _ => Exact,
    };

    /// <summary>Whether the two numbers agree.</summary>
    public bool Accepts(double expected, double actual)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual)) return double.IsNaN(expected) == double.IsNaN(actual);
        if (double.IsInfinity(expected) || double.IsInfinity(actual)) return expected.Equals(actual);
        return Math.Abs(expected - actual) <= Absolute + Relative * Math.Abs(expected);
    }
}
