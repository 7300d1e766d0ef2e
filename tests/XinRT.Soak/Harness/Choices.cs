namespace XinRT.Soak.Harness;

/// <summary>The random choices that make a case, each under a label of its own: what is chosen for one label does not
/// move the
/// others, so that a case can be made anew with one choice made simpler.</summary>
/// <param name="seed">Decides every choice that is not fixed.</param>
/// <param name="known">Choices that are fixed, by label.</param>
public sealed class Choices(ulong seed, IReadOnlyDictionary<string, int> known)
{
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);
    private readonly List<Choice> _drawn = [];

    /// <summary>All choices so far, in order.</summary>
    public IReadOnlyList<Choice> Drawn => _drawn;

    /// <summary>A whole number of a range, both ends included; the least one is the simplest.</summary>
    public int Range(string label, int least, int most) =>
        Draw(label, least, most, least, random => random.Range(least, most));

    /// <summary>A whole number of a range with a simplest one of its own.</summary>
    public int Range(string label, int least, int most, int simplest) =>
        Draw(label, least, most, simplest, random => random.Range(least, most));

    /// <summary>True with a probability; false is simpler.</summary>
    public bool Chance(string label, double probability) =>
        Draw(label, 0, 1, 0, random => random.Chance(probability) ? 1 : 0) == 1;

    /// <summary>One of several; the first is the simplest.</summary>
    public T Pick<T>(string label, params ReadOnlySpan<T> items) => items[Range(label, 0, items.Length - 1)];

    /// <summary>The index of one of several with weights; the first is the simplest.</summary>
    public int Weighted(string label, params double[] weights) => Draw(label, 0, weights.Length - 1, 0, random =>
    {
        double at = random.Unit() * weights.Sum();
        for (int i = 0; i < weights.Length; i++)
            if ((at -= weights[i]) < 0) return i;
        return weights.Length - 1;
    });

    /// <summary>A number of channels: each count up to the most, and often one beside a multiple of a vector.</summary>
    public int Channels(string label, int most = 600) => Draw(label, 1, most, 1, random => random.Unit() switch
    {
        < 0.25 => random.Range(1, 20),
        < 0.45 => 16 * random.Range(1, Math.Max(1, most / 16)) + random.Pick(-1, 0, 0, 1),
        < 0.65 => 8 * random.Range(1, Math.Max(1, Math.Min(most, 200) / 8)) + random.Pick(-1, 0, 0, 1),
        < 0.85 => random.Range(1, Math.Min(most, 100)),
        _ => random.Range(1, most),
    });

    /// <summary>A length of an image, often 1 and often short.</summary>
    public int Extent(string label, int most = 40) => Draw(label, 1, most, 1, random => random.Unit() switch
    {
        < 0.12 => 1,
        < 0.35 => random.Range(1, Math.Min(most, 6)),
        < 0.8 => random.Range(1, Math.Min(most, 20)),
        _ => random.Range(1, most),
    });

    private int Draw(string label, int least, int most, int simplest, Func<SoakRandom, int> make)
    {
        int repeat = _repeats[label] = _repeats.GetValueOrDefault(label) + 1;
        if (repeat > 1) label = $"{label} {repeat}";
        int value = known.TryGetValue(label, out int given) ? given : make(new SoakRandom(seed ^ Hash(label)));
        value = Math.Clamp(value, least, most);
        _drawn.Add(new(label, value, Math.Clamp(simplest, least, most)));
        return value;
    }

    // FNV-1a, as string hashes of .NET differ from process to process.
    private static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}

/// <summary>A choice that was made.</summary>
/// <param name="Label">Its label, with a number from the second choice of that name on.</param>
/// <param name="Value">What was chosen.</param>
/// <param name="Simplest">The value that makes the simplest case.</param>
public readonly record struct Choice(string Label, int Value, int Simplest);
