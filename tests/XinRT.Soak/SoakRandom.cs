namespace XinRT.Soak;

/// <summary>Random choices of a case; equal on every machine and runtime.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014), whose neighbouring seeds give independent numbers.</remarks>
public sealed class SoakRandom(ulong seed)
{
    private ulong _state = seed * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019;

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1L << 53));

    /// <summary>A whole number of a range, both ends included.</summary>
    public int Range(int least, int most) => least + (int)(Bits() % (ulong)(most - least + 1));

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Range(0, items.Length - 1)];

    /// <summary>The items in random order.</summary>
    public T[] Shuffle<T>(params ReadOnlySpan<T> items)
    {
        var result = items.ToArray();
        for (int i = result.Length - 1; i > 0; i--)
        {
            int j = Range(0, i);
            (result[i], result[j]) = (result[j], result[i]);
        }
        return result;
    }

    /// <summary>A generator of its own, so that choices made with it do not move those made after it.</summary>
    public SoakRandom Fork() => new(Bits());
}
