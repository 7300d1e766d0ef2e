namespace XinRT.Compare.Golden;

/// <summary>How far one output is from the golden one. Integers, bools, indices and strings are equal or differ: where ONNX
/// says which of equal values an index names (ArgMax, TopK: the first), no other index is right.</summary>
/// <param name="Name">Output name.</param>
/// <param name="Shape">Sizes met in this run.</param>
/// <param name="MaxAbs">Largest absolute difference.</param>
/// <param name="MaxRel">Largest absolute difference, relative to the range (max - min) of the golden output.</param>
/// <param name="Cosine">Cosine of the angle between both as vectors; 1 if both are zero.</param>
/// <param name="SnrDb">Signal-to-noise ratio: 10 log10(Σ golden² / Σ (golden - actual)²); infinite if equal.</param>
/// <param name="Problem">Why no tolerance can make the two equal, or null.</param>
public sealed record OutputDifference(string Name, string Shape, double MaxAbs, double MaxRel, double Cosine, double SnrDb, string? Problem = null)
{
    /// <summary>Measures one output; the worst item of a sequence or map.</summary>
    public static OutputDifference Measure(string name, Datum golden, Datum actual) => (golden, actual) switch
    {
        (Tensor g, Tensor x) when g.DType == x.DType && g.Dims.SequenceEqual(x.Dims) =>
            ExactDifference.IsFor(g.DType) ? Exactly(name, g, x) : Measure(name, ShapeOf(g), ElementConverter.ToParts(g), ElementConverter.ToParts(x)),
        (SequenceDatum g, SequenceDatum x) when g.Items.Count != x.Items.Count => Apart(name, $"{g.Items.Count} items are wanted, but it has {x.Items.Count}"),
        (SequenceDatum g, SequenceDatum x) => Worst(name, g.Items.Select((item, i) => Measure(name, item, x.Items[i]))),
        (MapDatum g, MapDatum x) when g.Items.Keys.FirstOrDefault(k => !x.Items.ContainsKey(k)) is { } key => Apart(name, $"key '{key}' is absent"),
        (MapDatum g, MapDatum x) when g.Items.Count != x.Items.Count => Apart(name, $"{g.Items.Count} keys are wanted, but it has {x.Items.Count}"),
        (MapDatum g, MapDatum x) => Worst(name, g.Items.Select(item => Measure(name, item.Value, x.Items[item.Key]))),
        (OptionalDatum { Value: null }, OptionalDatum { Value: null }) => Same(name, "absent"),
        (OptionalDatum { Value: { } g }, _) => Measure(name, g, actual),
        (_, OptionalDatum { Value: { } x }) => Measure(name, golden, x),
        _ => Apart(name, $"{golden.Type} is wanted, but it is {actual.Type}"),
    };

    private static string ShapeOf(Tensor tensor) => string.Join(',', tensor.Dims.ToArray());

    private static OutputDifference Same(string name, string shape) => new(name, shape, 0, 0, 1, double.PositiveInfinity);

    private static OutputDifference Apart(string name, string problem) =>
        new(name, "", double.NaN, double.NaN, double.NaN, double.NegativeInfinity, problem);

    private static OutputDifference Worst(string name, IEnumerable<OutputDifference> items) =>
        items.DefaultIfEmpty(Same(name, "empty")).MinBy(d => d.Problem is not null ? double.NegativeInfinity : d.SnrDb)!;

    private static OutputDifference Exactly(string name, Tensor golden, Tensor actual)
    {
        var difference = ExactDifference.Of(golden, actual);
        if (difference.Count == 0) return Same(name, ShapeOf(golden));
        var measured = golden.DType == DType.String ? new(name, ShapeOf(golden), 1, 1, 0, double.NegativeInfinity)
            : Measure(name, ShapeOf(golden), golden.ToDoubles(), actual.ToDoubles());
        return measured with { MaxAbs = (double)difference.Largest, Problem = difference.Text };
    }

    private static OutputDifference Measure(string name, string shape, double[] golden, double[] actual)
    {
        double maxAbs = 0, noise = 0, signal = 0, dot = 0, energy = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = 0; i < golden.Length; i++)
        {
            double g = golden[i], a = actual[i];
            if (double.IsNaN(g) && double.IsNaN(a)) continue;
            if (!double.IsFinite(g) && g == a) continue;
            if (!double.IsFinite(g) || !double.IsFinite(a))
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
