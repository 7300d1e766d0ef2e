namespace XinRT.Soak;

/// <summary>A fault that a search found.</summary>
/// <param name="Seed">Seed of the first case that shows it.</param>
/// <param name="Kind">Short name; other cases of it are only counted.</param>
/// <param name="Title">What is wrong in the smallest case, on one line, with numbers.</param>
/// <param name="Case">The smallest case found, in text form.</param>
/// <param name="Test">Source of a test that fails because of it.</param>
public sealed record Finding(ulong Seed, string Kind, string Title, string Case, string Test)
{
    /// <summary>Cases that showed it.</summary>
    public long Count { get; set; } = 1;

    /// <summary>When it was found, since the beginning of the search.</summary>
    public TimeSpan After { get; init; }
}
