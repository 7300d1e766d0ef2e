namespace XinRT.Soak;

/// <summary>The searches that the command offers, in the order of its help text.</summary>
public static class Searches
{
    /// <summary>All searches.</summary>
    public static IReadOnlyList<ISearch> All { get; } = [];
}
