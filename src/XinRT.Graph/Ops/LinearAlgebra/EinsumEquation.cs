namespace XinRT.Ops;

/// <summary>An einsum equation with one label per axis. Letters are their own code; axes under an ellipsis are −1, −2, …
/// from the last one on, so operands of unlike rank align at the end.</summary>
/// <param name="Inputs">Labels of the axes of each operand.</param>
/// <param name="Output">Labels of the axes of the result.</param>
public sealed record EinsumEquation(int[][] Inputs, int[] Output)
{
    /// <summary>Reads an equation for operands of the given ranks. Without an arrow the output has the ellipsis, then every
    /// letter that occurs once, in alphabetical order.</summary>
    public static EinsumEquation Parse(string text, int[] ranks, Func<string, XinException> fail)
    {
        string[] sides = text.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2) throw fail($"the equation '{text}' has more than one arrow");
        if (terms.Length != ranks.Length) throw fail($"the equation '{text}' has {terms.Length} operands, but the node has {ranks.Length}");
        var inputs = new int[terms.Length][];
        int hidden = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            int letters = terms[i].Count(char.IsAsciiLetter), rest = ranks[i] - letters;
            bool ellipsis = terms[i].Contains("...", StringComparison.Ordinal);
            if (rest < 0 || (rest > 0 && !ellipsis)) throw fail($"the term '{terms[i]}' of '{text}' names {letters} axes, but the operand has {ranks[i]}");
            inputs[i] = Labels(terms[i], ellipsis ? rest : 0, text, fail);
            if (ellipsis) hidden = Math.Max(hidden, rest);
        }
        int[] output = sides.Length == 2 ? Labels(sides[1], hidden, text, fail)
            : [.. Hidden(hidden), .. sides[0].Where(char.IsAsciiLetter).GroupBy(c => c).Where(g => g.Count() == 1).Select(g => (int)g.Key).Order()];
        if (output.Distinct().Count() != output.Length) throw fail($"the output of '{text}' names an axis twice");
        foreach (int label in output)
            if (label >= 0 && !inputs.Any(t => t.Contains(label))) throw fail($"the output of '{text}' names '{(char)label}', which no operand has");
        return new(inputs, output);
    }

    private static IEnumerable<int> Hidden(int count) => Enumerable.Range(0, count).Select(i => i - count);

    private static int[] Labels(string term, int hidden, string text, Func<string, XinException> fail)
    {
        var labels = new List<int>();
        bool seen = false;
        for (int i = 0; i < term.Length; i++)
        {
            if (char.IsAsciiLetter(term[i])) labels.Add(term[i]);
            else if (!seen && string.CompareOrdinal(term, i, "...", 0, 3) == 0)
            {
                labels.AddRange(Hidden(hidden));
                seen = true;
                i += 2;
            }
            else throw fail($"the equation '{text}' may hold letters, commas, an arrow and one ellipsis a term, but has '{term[i]}'");
        }
        return [.. labels];
    }
}
