namespace XinRT.Compare.Golden;

/// <summary>The result of comparing all outputs of a model.</summary>
/// <param name="Golden">Name of the golden side.</param>
/// <param name="Outputs">One entry an output.</param>
/// <param name="Criteria">When an output is close enough.</param>
/// <param name="Boundaries">For quantized models whose outputs differ: the comparison at every quantization.</param>
/// <param name="Verdict">For other models whose outputs differ: the comparison with FP64.</param>
public sealed record ModelComparison(string Golden, IReadOnlyList<OutputDifference> Outputs, MatchCriteria Criteria,
    QuantizedBoundaries? Boundaries = null, RoundingVerdict? Verdict = null)
{
    /// <summary>Whether every output is close enough by itself.</summary>
    public bool OutputsMatch => Outputs.All(Criteria.Accepts);

    /// <summary>Whether the tested side is right: each output close enough, or its difference only rounding by the FP64 result, or
    /// every stretch between two quantizations within one step.</summary>
    public bool Match => Boundaries?.Agree(Criteria) == true || Outputs.All(o => Criteria.Accepts(o) || Verdict?.Excuses(o, Criteria) == true);

    /// <summary>Measures every output that both sides have; an error if they share none.</summary>
    public static ModelComparison Of(string golden, IReadOnlyDictionary<string, Datum> expected, IReadOnlyDictionary<string, Datum> actual, MatchCriteria criteria)
    {
        var differences = actual.Where(o => expected.ContainsKey(o.Key)).Select(o => OutputDifference.Measure(o.Key, expected[o.Key], o.Value)).ToList();
        return differences.Count > 0 ? new(golden, differences, criteria) : throw new InferenceException("XIN6110", golden,
            $"it has the outputs {string.Join(", ", expected.Keys)}, the engine has {string.Join(", ", actual.Keys)}: none is in both");
    }
}
