namespace XinRT.Compare.Golden;

/// <summary>How far one output is from the golden one.</summary>
/// <param name="Name">Output name.</param>
/// <param name="Shape">Sizes met in this run.</param>
/// <param name="MaxAbs">Largest absolute difference.</param>
/// <param name="MaxRel">Largest absolute difference, relative to the range (max - min) of the golden output.</param>
/// <param name="Cosine">Cosine of the angle between both as vectors; 1 if both are zero.</param>
/// <param name="SnrDb">Signal-to-noise ratio: 10 log10(Σ golden² / Σ (golden - actual)²); infinite if equal.</param>
/// <param name="Problem">Why the two cannot be compared, or null.</param>
public sealed record OutputDifference(string Name, string Shape, double MaxAbs, double MaxRel, double Cosine, double SnrDb, string? Problem = null)
{
    /// <summary>Measures one output.</summary>
    public static OutputDifference Measure(string name, Datum golden, Datum actual)
    {
        if (golden is SequenceDatum gs && actual is SequenceDatum xs && gs.Items.Count == xs.Items.Count)
        {
            return gs.Items.Select((g, i) => Measure(name, g, xs.Items[i])).DefaultIfEmpty(Same(name, "empty"))
                .MinBy(d => d.Problem is not null ? double.NegativeInfinity : d.SnrDb)!;
        }
        if (golden is OptionalDatum { Value: { } gv }) golden = gv;
        if (actual is OptionalDatum { Value: { } av }) actual = av;
        if (golden is not Tensor g || actual is not Tensor x || g.DType != x.DType || !g.Dims.SequenceEqual(x.Dims))
            return new(name, "", double.NaN, double.NaN, double.NaN, double.NegativeInfinity, $"{golden.Type} is wanted, but it is {actual.Type}");
        string shape = string.Join(',', g.Dims.ToArray());
        if (g.DType != DType.String) return Measure(name, shape, g.ToDoubles(), x.ToDoubles());
        int wrong = g.Strings.ToArray().Zip(x.Strings.ToArray()).Count(p => p.First != p.Second);
        return wrong == 0 ? Same(name, shape) : new(name, shape, wrong, 1, 0, double.NegativeInfinity, $"{wrong} strings differ");
    }

    private static OutputDifference Same(string name, string shape) => new(name, shape, 0, 0, 1, double.PositiveInfinity);

    private static OutputDifference Measure(string name, string shape, double[] golden, double[] actual)
    {
        double maxAbs = 0, noise = 0, signal = 0, dot = 0, energy = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = 0; i < golden.Length; i++)
        {
            double g = golden[i], a = actual[i];
            if (double.IsNaN(g) && double.IsNaN(a)) continue;
            if (!double.IsFinite(g) && g == a) continue;
            if (double.IsNaN(g) != double.IsNaN(a) || double.IsFinite(g) != double.IsFinite(a))
                return new(name, shape, double.PositiveInfinity, double.PositiveInfinity, 0, double.NegativeInfinity, $"element {i} is {a} instead of {g}");
            maxAbs = Math.Max(maxAbs, Math.Abs(g - a));
            noise += (g - a) * (g - a);
            signal += g * g;
            dot += g * a;
            energy += a * a;
            (low, high) = (Math.Min(low, g), Math.Max(high, g));
        }
        double range = high > low ? high - low : Math.Max(Math.Abs(high), double.Epsilon);
        return new(name, shape, maxAbs, maxAbs == 0 ? 0 : maxAbs / range,
            signal == 0 && energy == 0 ? 1 : dot / Math.Sqrt(Math.Max(double.Epsilon, signal) * Math.Max(double.Epsilon, energy)),
            noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise));
    }
}
