using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Groups equal items of a tensor: its elements, or its slices along an axis.</summary>
/// <param name="First">Place of the first item of each group, in order of the groups.</param>
/// <param name="GroupOf">Group of each item.</param>
/// <param name="Counts">Items in each group.</param>
internal sealed record DistinctItems(int[] First, int[] GroupOf, int[] Counts)
{
    /// <summary>Groups in ascending order of their items (slices compare element by element), or else in the order in
    /// which they first appear.</summary>
    public static DistinctItems Find(Tensor x, AxisSplit split, bool sorted)
    {
        long[] keys = SortKeys.Of(x);
        int[] order = [.. Enumerable.Range(0, split.Size)];
        Array.Sort(order, (a, b) => Compare(keys, split, a, b) is var c && c != 0 ? c : a - b);

        // Equal items now stand together, the first of them first.
        int[] groupOf = new int[split.Size];
        var first = new List<int>();
        for (int i = 0; i < order.Length; i++)
        {
            if (i == 0 || Compare(keys, split, order[i - 1], order[i]) != 0) first.Add(order[i]);
            groupOf[order[i]] = first.Count - 1;
        }
        return sorted ? Make([.. first], groupOf) : ByAppearance([.. first], groupOf);
    }

    private static DistinctItems ByAppearance(int[] first, int[] groupOf)
    {
        int[] order = [.. Enumerable.Range(0, first.Length).OrderBy(g => first[g])], rank = new int[order.Length];
        for (int i = 0; i < order.Length; i++) rank[order[i]] = i;
        return Make([.. order.Select(g => first[g])], [.. groupOf.Select(g => rank[g])]);
    }

    private static DistinctItems Make(int[] first, int[] groupOf)
    {
        int[] counts = new int[first.Length];
        foreach (int g in groupOf) counts[g]++;
        return new(first, groupOf, counts);
    }

    private static int Compare(long[] keys, AxisSplit split, int a, int b)
    {
        for (int outer = 0; outer < split.Outer; outer++)
        {
            for (int inner = 0; inner < split.Inner; inner++)
            {
                int c = keys[split.At(outer, a, inner)].CompareTo(keys[split.At(outer, b, inner)]);
                if (c != 0) return c;
            }
        }
        return 0;
    }
}
