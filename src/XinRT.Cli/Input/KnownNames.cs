using System.CommandLine;
using XinRT.Passes;

namespace XinRT.Cli.Input;

/// <summary>Names that options may refer to; a mistyped one is a usage error that tells the nearest.</summary>
internal static class KnownNames
{
    private const int Shown = 3;

    /// <summary>Makes an option take only names of rules and passes, several separated by commas.</summary>
    public static void TakesRules<T>(this Option<T> option) => option.Validators.Add(result =>
    {
        var known = RuleNames.Of(Pipelines.Default);
        foreach (string name in result.Tokens.SelectMany(t => t.Value.Split(',')))
            if (!known.Contains(name, StringComparer.Ordinal)) result.AddError(Unknown(option.Name, "rule or pass", name, known));
    });

    /// <summary>What to say of a name that is not known.</summary>
    public static string Unknown(string option, string kind, string name, IEnumerable<string> known) =>
        $"{option}: there is no {kind} '{name}'; the nearest are {string.Join(", ", Nearest(name, known).Select(n => $"'{n}'"))}.";

    private static IEnumerable<string> Nearest(string name, IEnumerable<string> known) => known.Distinct(StringComparer.Ordinal)
        .OrderBy(k => k.Contains(name, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name.ToUpperInvariant(), k.ToUpperInvariant()))
        .ThenBy(k => k, StringComparer.Ordinal).Take(Shown);

    // Letters to insert, delete or replace until one text is the other (Levenshtein 1966), by rows of its table.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
