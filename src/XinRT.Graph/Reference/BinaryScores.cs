namespace XinRT.Reference;

/// <summary>The two scores that a classifier with two classes writes when its model gives only one.</summary>
internal static class BinaryScores
{
    /// <summary>Where only positive weights exist the score is a probability and its counterpart <c>1 - s</c>; else it is a
    /// margin with counterpart <c>-s</c>. A logistic transform applies to both margins, probit to both probabilities; softmax
    /// has nothing left to do.</summary>
    public static double[] Spread(double score, bool isProbability, string transform)
    {
        double[] both = transform == "PROBIT" || (isProbability && transform != "LOGISTIC") ? [1 - score, score] : [-score, score];
        if (transform is "LOGISTIC" or "PROBIT") ScoreTransform.Apply(transform, both);
        return both;
    }
}
