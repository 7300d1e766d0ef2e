using System.Globalization;

namespace XinRT.KernelTests;

/// <summary>Random cases of a test. A plain run takes a few with fixed seeds; the environment variables <c>XINRT_RANDOM_CASES</c>
/// (how many) and <c>XINRT_RANDOM_SEED</c> (the first seed) ask for more and for others.</summary>
internal static class RandomCases
{
    /// <summary>Generators of random numbers, one for each case.</summary>
    public static IEnumerable<(int Seed, Random Random)> Of(int count)
    {
        int first = Number("XINRT_RANDOM_SEED") ?? 1, cases = Number("XINRT_RANDOM_CASES") ?? count;
        for (int seed = first; seed < first + cases; seed++) yield return (seed, new Random(seed));
    }

    /// <summary>One of some choices.</summary>
    public static T Of<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int n) ? n : null;
}
