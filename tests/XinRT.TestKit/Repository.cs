namespace XinRT.TestKit;

/// <summary>The source tree that the tests were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The folder that holds <c>XinRT.slnx</c>.</summary>
    public static string Root => Found.Value
        ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds XinRT.slnx.");

    /// <summary>Whether there is one: a published program may run far from it.</summary>
    public static bool IsThere => Found.Value is not null;

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string? Find()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "XinRT.slnx"))) return at;
        return null;
    }
}
