using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>A batch normalization with constant statistics as <c>x·w + b</c> per channel.</summary>
internal static class BatchStatistics
{
    /// <summary>Factor and summand of each channel, in double, of a match that names the node <c>norm</c> and its constants
    /// <c>scale</c>, <c>shift</c>, <c>mean</c> and <c>variance</c>.</summary>
    public static (double[] Factors, double[] Summands) Of(Match match)
    {
        double epsilon = match.Op<BatchNormalizationOp>("norm").Epsilon;
        double[] scale = match.Constant("scale").ToDoubles(), shift = match.Constant("shift").ToDoubles();
        double[] mean = match.Constant("mean").ToDoubles(), variance = match.Constant("variance").ToDoubles();
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] /= Math.Sqrt(variance[c] + epsilon);
            shift[c] -= mean[c] * scale[c];
        }
        return (scale, shift);
    }
}
