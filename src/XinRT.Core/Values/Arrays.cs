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

    /// <summary>The numbers below a count, in order.</summary>
    public static int[] Indices(int count)
    {
        int[] items = new int[count];
        for (int i = 0; i < count; i++) items[i] = i;
        return items;
    }
}
