using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Repeatable random numbers for one node: equal seed, node and position give equal numbers on every machine.</summary>
internal struct RandomStream
{
    private ulong _state;

    private RandomStream(ulong state) => _state = state;

    /// <summary>The stream of a node: from its seed attribute, or from the run's seed and the node's name.</summary>
    public static RandomStream For(EvalContext ctx, float? seed)
    {
        if (seed is { } s) return new(Mix(BitConverter.SingleToUInt32Bits(s)));
        ulong hash = 14695981039346656037;   // FNV-1a
        foreach (char c in ctx.Node.Name) hash = (hash ^ c) * 1099511628211;
        return new(Mix(hash ^ (uint)ctx.Seed));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public double NextNormal()
    {
        double u = 1 - NextUniform(), v = NextUniform();   // 1 - u: the logarithm never meets 0
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
