namespace XinRT.Compare.Golden;

/// <summary>Times of repeated runs, in milliseconds.</summary>
public sealed record Measurement(double MedianMs, double MinMs, double P90Ms, double P99Ms, int Runs)
{
    /// <summary>Median of the first runs after a pause, which the other numbers leave out.</summary>
    public double ColdMs { get; init; }

    /// <summary>Bytes a run allocates on the managed heap.</summary>
    public double AllocatedBytes { get; init; }

    /// <summary>Summarizes times; at least one is needed.</summary>
    public static Measurement Of(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        return new(At(0.5), sorted[0], At(0.9), At(0.99), sorted.Length);
    }
}
