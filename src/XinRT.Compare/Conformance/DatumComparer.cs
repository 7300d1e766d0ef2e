using System.Globalization;

namespace XinRT.Compare.Conformance;

/// <summary>Says whether a value is the wanted one: types, sizes, strings and integers exactly, floats within a
/// tolerance.</summary>
public sealed record DatumComparer(double RelativeTolerance, double AbsoluteTolerance)
{
    /// <summary>The tolerance of ONNX's own runner of its test suite.</summary>
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
        (MapDatum e, MapDatum a) => e.Items.Select(x => !a.Items.TryGetValue(x.Key, out var y) ? $"{path}: key '{x.Key}' is absent"
            : Difference(x.Value, y, $"{path}[{x.Key}]")).FirstOrDefault(d => d is not null),
        _ => $"{path}: {expected.Type} is wanted, but it is {actual.Type}",
    };

    private string? Difference(Tensor expected, Tensor actual, string path)
    {
        if (expected.DType != actual.DType || !expected.Dims.SequenceEqual(actual.Dims))
            return $"{path}: {expected.Type} is wanted, but it is {actual.Type}";
        if (expected.DType == DType.String)
        {
            for (int i = 0; i < expected.Count; i++)
                if (expected.Strings[i] != actual.Strings[i]) return $"{path}[{i}]: '{expected.Strings[i]}' is wanted, but it is '{actual.Strings[i]}'";
            return null;
        }
        if (expected.DType.IsInteger() || expected.DType == DType.Bool)
        {
            int at = expected.Bytes.Span.CommonPrefixLength(actual.Bytes.Span);
            if (at == expected.Bytes.Length) return null;
            at /= expected.DType.SizeInBytes();
            return string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]: {expected.ToDoubles()[at]} is wanted, but it is {actual.ToDoubles()[at]}");
        }
        return expected.DType.IsComplex() ? Floats(Parts(expected), Parts(actual), path) : Floats(expected.ToDoubles(), actual.ToDoubles(), path);
    }

    private static double[] Parts(Tensor t) => t.DType == DType.C64
        ? [.. t.Span<Complex64>().ToArray().SelectMany(z => new double[] { z.Real, z.Imaginary })]
        : [.. t.Span<System.Numerics.Complex>().ToArray().SelectMany(z => new[] { z.Real, z.Imaginary })];

    private string? Floats(double[] expected, double[] actual, string path)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            bool close = e == a || (double.IsNaN(e) && double.IsNaN(a))
                || (double.IsFinite(a) && Math.Abs(e - a) <= AbsoluteTolerance + RelativeTolerance * Math.Abs(e));
            if (!close) return string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]: {e:R} is wanted, but it is {a:R}");
        }
        return null;
    }
}
