namespace XinRT;

/// <summary>Arrays made item by item. An ahead-of-time image holds this code for value types, unlike that of LINQ's iterators, for
/// which the first engine of a process would wait.</summary>
public static class Arrays
{
    /// <summary>An array of items by index.</summary>
    public static T[] Make<T>(int count, Func<int, T> item)
    {
        var items = new T[count];
        for (int i = 0; i < count; i++) items[i] = item(i);
        return items;
    }

    /// <summary>An array with an item for each of others.</summary>
    public static T[] Map<TSource, T>(IReadOnlyList<TSource> source, Func<TSource, T> item)
    {
        var items = new T[source.Count];
        for (int i = 0; i < items.Length; i++) items[i] = item(source[i]);
        return items;
    }

    /// <summary>Whether a number is among a few. Those of .NET use vectors of the processor, so no image holds them.</summary>
    public static bool Has<T>(ReadOnlySpan<T> numbers, T number) where T : unmanaged, IEquatable<T>
    {
        foreach (var item in numbers)
            if (item.Equals(number)) return true;
        return false;
    }

    /// <summary>Each number once, ascending; for few of them.</summary>
    public static int[] DistinctAscending(IEnumerable<int> numbers)
    {
        var sorted = new List<int>();
        foreach (int number in numbers)
        {
            int at = sorted.Count;
            while (at > 0 && sorted[at - 1] > number) at--;
            if (at == 0 || sorted[at - 1] != number) sorted.Insert(at, number);
        }
        return [.. sorted];
    }

    /// <summary>The numbers below a count, in order.</summary>
    public static int[] Indices(int count)
    {
        int[] items = new int[count];
        for (int i = 0; i < count; i++) items[i] = i;
        return items;
    }
}
