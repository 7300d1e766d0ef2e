using System.Globalization;

namespace XinRT.Soak.Harness;

/// <summary>Names a case: a seed, then which of the smaller cases was taken at each step. Text: <c>12</c> or <c>12/0/3</c>.</summary>
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

    /// <summary>Reads the text form; <see cref="FormatException"/> if it is none.</summary>
    public static CaseAddress Parse(string text)
    {
        string[] parts = text.Split('/');
        return new(ulong.Parse(parts[0], CultureInfo.InvariantCulture), new([.. parts[1..].Select(p => int.Parse(p, CultureInfo.InvariantCulture))]));
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Join('/', [Seed.ToString(CultureInfo.InvariantCulture), .. Steps.Select(s => s.ToString(CultureInfo.InvariantCulture))]);
}
