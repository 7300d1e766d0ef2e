namespace XinRT.KernelTests;

/// <summary>Sizes and layouts from wide distributions; equal seeds give equal ones.</summary>
internal static class RandomProblem
{
    /// <summary>A check with operands anywhere, sometimes for a machine of little speed, which divides small problems
    /// among tasks.</summary>
    public static KernelCheck Check(int seed, Random random) =>
        new() { Seed = seed, BytesPerSecond = random.Of(20e9, 1e8), Layout = Layouts(seed) };

    /// <summary>Axes in any order, some of them parts of larger ones; row-major and channels-last are
    /// frequent.</summary>
    public static Func<int, long[], TensorLayout?> Layouts(int seed) => (input, dims) =>
    {
        var random = new Random(seed * 31 + input);
        int kind = random.Next(4);
        if (kind == 0) return null;
        if (kind == 1) return TensorLayout.ChannelsLast(dims);
        int[] order = [.. Enumerable.Range(0, dims.Length)];
        if (kind == 2) random.Shuffle(order);
        long[] whole = [.. dims.Select(d => d + random.Next(3))];
        return new(dims, TensorLayout.InOrder(whole, order).Strides);
    };

    /// <summary>A size that is often near the width of a vector.</summary>
    public static long Size(Random random, int most) =>
        random.Next(3) == 0 ? random.Next(1, most + 1)
            : Math.Clamp((8 << random.Next(4)) + random.Next(-2, 3), 1, most);
}
