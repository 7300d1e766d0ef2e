using XinRT.TestKit.Faults;

namespace XinRT.Soak.Harness;

/// <summary>How long and how widely a search looks.</summary>
public sealed record SearchOptions
{
    /// <summary>First seed; the following cases have the next ones.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Time for new cases; making findings small comes on top.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most cases.</summary>
    public long Cases { get; init; } = long.MaxValue;

    /// <summary>Processes that try cases at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Ends the search after so many kinds of findings.</summary>
    public int StopAfter { get; init; } = int.MaxValue;

    /// <summary>The mend that is undone.</summary>
    public Fault Undone { get; init; } = Fault.None;

    /// <summary>Processor time after which a case hangs; the search's own if null.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Whether findings are reduced to small cases.</summary>
    public bool Shrinks { get; init; } = true;
}
