namespace XinRT.TestKit.Networks;

/// <summary>Random choices that depend only on a seed.</summary>
public sealed class Draw(ulong seed)
{
    private readonly Random _random = new((int)(Mix(seed) >> 33));

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Int(int from, int to) => _random.Next(from, to + 1);

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    /// <summary>A number in [-1, 1).</summary>
    public double Unit() => _random.NextDouble() * 2 - 1;

    /// <summary>Several in a random order.</summary>
    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var result = items.ToArray();
        _random.Shuffle(result);
        return result;
    }

    /// <summary>A number of channels: mostly small, around vector widths, rarely large.</summary>
    public int Channels() => Int(0, 9) switch
    {
        < 4 => Int(1, 9),
        < 7 => Pick(8, 12, 15, 16, 17, 20, 24, 31, 32, 33, 40, 48, 49),
        < 9 => Int(1, 64),
        _ => Int(64, 150),
    };

    // SplitMix64 (Steele, Lea, Flood 2014): seeds one apart give independent numbers.
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
