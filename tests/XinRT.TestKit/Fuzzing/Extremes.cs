namespace XinRT.TestKit.Fuzzing;

/// <summary>Numbers at which checks fail: signs, limits of types, sizes just too large.</summary>
internal static class Extremes
{
    private static readonly long[] Integers =
    [
        -1, 0, 1, 2, 3, 5, -2, -7, 64, 255, 1000, 4096, 20_000, 65536, 1 << 20, 1 << 24, 1 << 26, 1 << 28, int.MaxValue, int.MinValue, 1L << 31, 1L << 32,
        (1L << 32) + 1, 1L << 40, 1L << 62, long.MaxValue, long.MinValue, long.MaxValue - 1,
    ];

    private static readonly double[] Reals =
        [0, -0.0, 1, -1, 0.5, 1e-30, 1e30, -1e30, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, int.MaxValue, 2e9, -2e9];

    public static long Integer(Random random) => Integers[random.Next(Integers.Length)];

    /// <summary>Mostly small, so that a run gets past the first check.</summary>
    public static long Size(Random random) => random.Next(3) == 0 ? Integer(random) : random.Next(8);

    public static double Real(Random random) => Reals[random.Next(Reals.Length)];
}
