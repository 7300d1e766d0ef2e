using XinRT.Onnx;

namespace XinRT.Compare.Golden;

/// <summary>Whose rounding a difference is: both sides measured against the model computed in FP64.</summary>
/// <param name="Outputs">One entry an output.</param>
public sealed record RoundingVerdict(IReadOnlyList<OutputVerdict> Outputs)
{
    // The golden side adds in an order of its own, so it may stray a few times as far as the tested side; what strays farther is
    // no rounding but another computation, and FP64 computed here cannot say whose is meant.
    private const double GoldenSlack = 4;

    /// <summary>Largest difference of the tested outputs to FP64, relative to the range.</summary>
    public double TestedMaxRel => Outputs.Max(o => Distance(o.Tested));

    /// <summary>The same for the golden outputs.</summary>
    public double GoldenMaxRel => Outputs.Max(o => Distance(o.Golden));

    /// <summary>Whether a difference of this output is rounding: the tested side is within the tolerance of FP64, the golden side
    /// near it as well.</summary>
    public bool Excuses(OutputDifference output, MatchCriteria criteria) => output.Problem is null
        && Outputs.FirstOrDefault(o => o.Name == output.Name) is { } verdict && criteria.AcceptsRounding(verdict.Tested, 1)
        && criteria.AcceptsRounding(verdict.Golden, GoldenSlack);

    /// <summary>Whether a number of the tested side is as the model in FP64 and the golden one is something else.</summary>
    public bool ContradictsGolden(MatchCriteria criteria) => Outputs.Any(o => o.Golden.Problem is null && criteria.AcceptsRounding(o.Tested, 1)
        && !criteria.AcceptsRounding(o.Golden, GoldenSlack));

    /// <summary>Measures the outputs that all three have; null if there are none.</summary>
    public static RoundingVerdict? Of(IReadOnlyDictionary<string, Datum> truth, IReadOnlyDictionary<string, Datum> golden, IReadOnlyDictionary<string, Datum> tested)
    {
        List<OutputVerdict> outputs = [.. truth.Where(t => golden.ContainsKey(t.Key) && tested.ContainsKey(t.Key)).Select(t => new OutputVerdict(t.Key,
            OutputDifference.Measure(t.Key, t.Value, tested[t.Key]), OutputDifference.Measure(t.Key, t.Value, golden[t.Key])))];
        return outputs.Count > 0 ? new(outputs) : null;
    }

    /// <summary>Runs the model in FP64; null if it cannot be (operators that take no FP64).</summary>
    public static RoundingVerdict? Of(OnnxModel model, int threads, IReadOnlyDictionary<string, Datum> inputs,
        IReadOnlyDictionary<string, Datum> golden, IReadOnlyDictionary<string, Datum> tested)
    {
        try
        {
            using var wide = new ReferenceRunner(model, threads, ReferenceArithmetic.Double);
            return Of(wide.Run(inputs), golden, tested);
        }
        catch (XinException)
        {
            return null;
        }
    }

    private static double Distance(OutputDifference d) => d.Problem is null ? d.MaxRel : double.PositiveInfinity;
}

/// <summary>One output against FP64.</summary>
/// <param name="Name">Output name.</param>
/// <param name="Tested">How far the tested side is.</param>
/// <param name="Golden">How far the golden side is.</param>
public sealed record OutputVerdict(string Name, OutputDifference Tested, OutputDifference Golden);
