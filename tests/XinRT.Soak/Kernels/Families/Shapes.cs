using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Sizes of tensors that need no particular form.</summary>
internal static class Shapes
{
    private const long MostElements = 60_000;

    /// <summary>One to five axes.</summary>
    public static long[] Any(Choices choices, int least = 1)
    {
        int rank = choices.Range("rank", least, 5);
        int longest = choices.Range("longest axis", 0, rank - 1);
        long[] dims = [.. Enumerable.Range(0, rank).Select(a =>
            (long)(a == longest ? choices.Channels("long size") : choices.Extent("size", 16)))];
        return Bounded(dims, MostElements);
    }

    /// <summary>Halves the largest sizes until there are few elements.</summary>
    public static long[] Bounded(long[] dims, long most, int from = 0)
    {
        while (dims.Aggregate(1L, (a, b) => a * b) > most && dims.AsSpan(from).Length > 0)
        {
            int largest = from + Array.IndexOf(dims[from..], dims[from..].Max());
            if (dims[largest] == 1) return dims;
            dims[largest] = (dims[largest] + 1) / 2;
        }
        return dims;
    }
}
