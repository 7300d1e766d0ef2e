namespace XinRT.Soak;

/// <summary>A random search for faults: each seed is one case, made and judged the same way on every machine.</summary>
public interface ISearch
{
    /// <summary>Name on the command line: one word, lower case.</summary>
    string Name { get; }

    /// <summary>What is searched, in one sentence, for the help text.</summary>
    string Summary { get; }

    /// <summary>Makes and judges the case of a seed; the finding, already reduced to a small case, or null if all is right.</summary>
    Finding? Try(ulong seed, CancellationToken cancel);
}

/// <summary>A fault that a search found.</summary>
/// <param name="Seed">Seed of the case.</param>
/// <param name="Title">What is wrong, on one line, with numbers.</param>
/// <param name="Case">The smallest case found, in text form.</param>
/// <param name="Test">Source of a test that fails because of it.</param>
public sealed record Finding(ulong Seed, string Title, string Case, string Test);
