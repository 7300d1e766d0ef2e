namespace XinRT.Compare.Golden;

/// <summary>When an output counts as equal to the golden one.</summary>
/// <param name="MinCosine">Least cosine.</param>
/// <param name="MaxRelative">Largest difference relative to the range.</param>
/// <param name="MaxAbsolute">Differences up to this are the rounding of FP32 for values of order one; they count as equal even
/// where the whole output is tiny.</param>
/// <param name="MinSnrDb">Signal-to-noise ratio that is enough by itself; for quantized models, where one step of
/// rounding moves single elements far.</param>
public sealed record MatchCriteria(double MinCosine, double MaxRelative, double MaxAbsolute, double MinSnrDb)
{
    /// <summary>For models computed in FP32.</summary>
    public static MatchCriteria Fp32 { get; } = new(0.99999, 1e-4, 1e-6, double.PositiveInfinity);

    /// <summary>For models with weights, inputs or casts in FP16, whose layers each round to 11 bits.</summary>
    public static MatchCriteria Fp16 { get; } = new(0.9999, 5e-3, 1e-3, double.PositiveInfinity);

    /// <summary>For models with weights, inputs or casts in BF16, whose layers each round to 8 bits.</summary>
    public static MatchCriteria Bf16 { get; } = new(0.999, 4e-2, 1e-2, double.PositiveInfinity);

    /// <summary>For models with quantized values.</summary>
    public static MatchCriteria Quantized { get; } = new(0.99999, 1e-4, 1e-6, 30);

    /// <summary>Whether a difference is within a multiple of the relative tolerances for rounding, or within the absolute one; no
    /// signal-to-noise ratio makes up for a single element that is far off.</summary>
    public bool AcceptsRounding(OutputDifference d, double slack) =>
        d.Problem is null && (d.MaxAbs <= MaxAbsolute || (1 - d.Cosine <= slack * (1 - MinCosine) && d.MaxRel <= slack * MaxRelative));

    /// <summary>Whether the output is close enough.</summary>
    public bool Accepts(OutputDifference d) =>
        d.Problem is null && (d.MaxAbs <= MaxAbsolute || (d.Cosine >= MinCosine && d.MaxRel <= MaxRelative) || d.SnrDb >= MinSnrDb);
}
