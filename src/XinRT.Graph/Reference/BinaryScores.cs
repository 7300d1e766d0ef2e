namespace XinRT.Reference;

/// <summary>The two scores that a classifier with two classes writes when its model gives only one.</summary>
internal static class BinaryScores
{
    /// <summary>Where only positive weights exist the score is a probability and its counterpart <c>1 - s</c>; else it is a
    /// margin with counterpart <c>-s</c>, and a logistic transform applies to both.</summary>
    public static double[] Spread(double score, bool isProbability, string transform)
    {
        double[] one = [score];
        if (transform == "PROBIT")
        {
            ScoreTransform.Apply(transform, one);
            return one;
        }
        if (isProbability) return [1 - score, score];
        return transform == "LOGISTIC" ? [ScoreTransform.Logistic(-score), ScoreTransform.Logistic(score)] : [-score, score];
    }
}
