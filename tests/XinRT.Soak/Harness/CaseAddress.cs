using System.Globalization;
using System.Text;

namespace XinRT.Soak.Harness;

/// <summary>Names a case: a seed, then which of the smaller cases was taken at each step. Text: <c>12</c>, or
/// <c>12/0/3x2</c> for the steps 0, 3, 3.</summary>
public sealed record CaseAddress(ulong Seed, ValueArray<int> Steps = default)
{
    /// <summary>The address of a smaller case.</summary>
    public CaseAddress Then(int index) => this with { Steps = new([.. Steps, index]) };

    /// <summary>The case; null if a step leads nowhere.</summary>
    public SoakCase? Find(ISearch search)
    {
        SoakCase? found = search.Make(Seed);
        foreach (int step in Steps) found = found?.Smaller().ElementAtOrDefault(step);
        return found;
    }

    /// <summary>Name, text and test of the case; what the address itself tells where none can be made.</summary>
    public (string Name, string Text, string Test) Describe(ISearch search)
    {
        try
        {
            if (Find(search) is { } found) return (found.Name, found.Text, found.Test);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The process of the case has told it.
        }
        return (search.Name, $"the case of seed {Seed} cannot be made", "");
    }

    /// <summary>Reads the text form; <see cref="FormatException"/> if it is none.</summary>
    public static CaseAddress Parse(string text)
    {
        string[] parts = text.Split('/');
        var steps = new List<int>();
        foreach (string[] run in parts[1..].Select(p => p.Split('x')))
            steps.AddRange(Enumerable.Repeat(Number(run[0]), run.Length > 1 ? Number(run[1]) : 1));
        return new(ulong.Parse(parts[0], CultureInfo.InvariantCulture), new([.. steps]));

        static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Seed}");
        for (int i = 0, next; i < Steps.Count; i = next)
        {
            for (next = i; next < Steps.Count && Steps[next] == Steps[i];) next++;
            text.Append(CultureInfo.InvariantCulture, $"/{Steps[i]}");
            if (next > i + 1) text.Append(CultureInfo.InvariantCulture, $"x{next - i}");
        }
        return text.ToString();
    }
}
