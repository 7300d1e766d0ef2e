using System.Globalization;

namespace XinRT.Compare.Conformance;

/// <summary>Says whether a value is the wanted one: types, sizes, strings and integers exactly, floats within a
/// tolerance.</summary>
public sealed record DatumComparer(double RelativeTolerance, double AbsoluteTolerance)
{
    /// <summary>The tolerance of ONNX's own runner of its test suite. Beyond it, a result may differ by two units in the last
    /// place of its type (the order of rounding inside an operator is not specified) and by the rounding noise of the
    /// tensor's largest element (sums that cancel).</summary>
    public static DatumComparer OnnxSuite { get; } = new(1e-3, 1e-7);

    /// <summary>The first difference, or null if there is none.</summary>
    public string? Difference(Datum expected, Datum actual, string path = "value") => (expected, actual) switch
    {
        (Tensor e, Tensor a) => Difference(e, a, path),
        (SequenceDatum e, SequenceDatum a) when e.Items.Count != a.Items.Count =>
            $"{path}: {e.Items.Count} items are wanted, but it has {a.Items.Count}",
        (SequenceDatum e, SequenceDatum a) => e.Items.Select((x, i) => Difference(x, a.Items[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null),
        (OptionalDatum { Value: null }, OptionalDatum { Value: null }) => null,
        (OptionalDatum { Value: { } e }, OptionalDatum { Value: { } a }) => Difference(e, a, path),
        (MapDatum e, MapDatum a) when e.Items.Count != a.Items.Count => $"{path}: {e.Items.Count} keys are wanted, but it has {a.Items.Count}",
        (MapDatum e, MapDatum a) => e.Items.Select(x => !a.Items.TryGetValue(x.Key, out var y) ? $"{path}: key '{x.Key}' is absent"
            : Difference(x.Value, y, $"{path}[{x.Key}]")).FirstOrDefault(d => d is not null),
        _ => $"{path}: {expected.Type} is wanted, but it is {actual.Type}",
    };

    private string? Difference(Tensor expected, Tensor actual, string path)
    {
        if (expected.DType != actual.DType || !expected.Dims.SequenceEqual(actual.Dims))
            return $"{path}: {expected.Type} is wanted, but it is {actual.Type}";
        if (ExactDifference.IsFor(expected.DType)) return ExactDifference.Of(expected, actual).Text is { } text ? $"{path}: {text}" : null;
        double unit = UnitInLastPlace(expected.DType);
        return Floats(ElementConverter.ToParts(expected), ElementConverter.ToParts(actual), unit, path);
    }

    private static double UnitInLastPlace(DType type) => type switch
    {
        DType.F64 or DType.C128 => 1.0 / (1L << 52),
        DType.F16 => 1.0 / (1 << 10),
        DType.BF16 => 1.0 / (1 << 7),
        DType.F8E4M3FN or DType.F8E4M3FNUZ => 1.0 / (1 << 3),
        DType.F8E5M2 or DType.F8E5M2FNUZ => 1.0 / (1 << 2),
        DType.F4E2M1 => 1.0 / 2,
        _ => 1.0 / (1 << 23),
    };

    private string? Floats(double[] expected, double[] actual, double unit, string path)
    {
        // Types below 16 bits leave no room for rounding differences: their values are exact or wrong.
        double relative = unit > 1.0 / (1 << 7) ? 0 : Math.Max(RelativeTolerance, 2 * unit);
        double largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double absolute = AbsoluteTolerance + (unit > 1.0 / (1 << 7) ? 0 : 4 * unit * largest);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            bool close = e == a || (double.IsNaN(e) && double.IsNaN(a))
                || (double.IsFinite(a) && Math.Abs(e - a) <= absolute + relative * Math.Abs(e));
            if (!close) return string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]: {e:R} is wanted, but it is {a:R}");
        }
        return null;
    }
}
