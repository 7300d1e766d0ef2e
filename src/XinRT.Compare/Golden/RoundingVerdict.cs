using XinRT.Onnx;

namespace XinRT.Compare.Golden;

/// <summary>Whose rounding a difference is: both sides measured against the model computed in FP64.</summary>
/// <param name="TestedMaxRel">Largest difference of the tested outputs to FP64, relative to the range.</param>
/// <param name="GoldenMaxRel">The same for the golden outputs.</param>
public sealed record RoundingVerdict(double TestedMaxRel, double GoldenMaxRel)
{
    /// <summary>Whether the tested side is within the tolerance of the true result, whatever the golden side rounds.</summary>
    public bool Excuses(MatchCriteria criteria) => TestedMaxRel <= criteria.MaxRelative;

    /// <summary>Runs the model in FP64; null if it cannot be (operators that take no FP64).</summary>
    public static RoundingVerdict? Of(OnnxModel model, int threads, IReadOnlyDictionary<string, Datum> inputs,
        IReadOnlyDictionary<string, Datum> golden, IReadOnlyDictionary<string, Datum> tested)
    {
        try
        {
            using var wide = new ReferenceRunner(model, threads, ReferenceArithmetic.Double);
            var truth = wide.Run(inputs);
            double Farthest(IReadOnlyDictionary<string, Datum> outputs) => truth.Where(t => outputs.ContainsKey(t.Key))
                .Select(t => OutputDifference.Measure(t.Key, t.Value, outputs[t.Key])).Max(d => d.Problem is null ? d.MaxRel : double.PositiveInfinity);
            return new(Farthest(tested), Farthest(golden));
        }
        catch (XinException)
        {
            return null;
        }
    }
}
