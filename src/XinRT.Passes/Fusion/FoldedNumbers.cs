namespace XinRT.Passes;

/// <summary>Whether numbers that a rule computes from constants can stand for the computation: a run that multiplies one by one may
/// stay in range where the product of the constants does not.</summary>
internal static class FoldedNumbers
{
    /// <summary>Why factors cannot be stored, or null. A channel whose numbers are 0 or finite and not all below the range of the type
    /// is fine.</summary>
    /// <param name="type">A float type.</param>
    /// <param name="largest">The largest magnitude in each channel, before rounding.</param>
    public static string? WhyNotFactors(DType type, ReadOnlySpan<double> largest)
    {
        foreach (double m in largest)
        {
            if (WhyNotSummands(type, [m]) is { } reason) return reason;
            if (m > 0 && m < Least(type)) return $"the product of the constants is {m:G3}, too small for {type.Name()}";
        }
        return null;
    }

    /// <summary>Why summands cannot be stored, or null.</summary>
    public static string? WhyNotSummands(DType type, ReadOnlySpan<double> numbers)
    {
        double most = Most(type);
        foreach (double n in numbers)
        {
            if (!double.IsFinite(n)) return $"the constants make {n.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            if (Math.Abs(n) > most) return $"the constants make {n:G3}, too large for {type.Name()}";
        }
        return null;
    }

    /// <summary>The largest magnitude in each channel of a weight; NaN if there is one in it.</summary>
    public static double[] Largest(Tensor weight, long channels, Func<int, int> channelOf)
    {
        var largest = new double[channels];
        double[] values = weight.ToDoubles();
        // The maximum of a number and NaN is NaN.
        for (int i = 0; i < values.Length; i++) largest[channelOf(i)] = Math.Max(largest[channelOf(i)], Math.Abs(values[i]));
        return largest;
    }

    private static double Most(DType type) => type switch
    {
        DType.F16 => 65504,
        DType.BF16 => 3.3895313892515355e38,
        DType.F32 => float.MaxValue,
        _ => double.MaxValue,
    };

    // The least number with all bits of its fraction.
    private static double Least(DType type) => type switch
    {
        DType.F16 => 6.103515625e-5,
        DType.BF16 or DType.F32 => 1.1754943508222875e-38,
        _ => 2.2250738585072014e-308,
    };
}
