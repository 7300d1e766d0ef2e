using XinRT.TestKit.Faults;

namespace XinRT.Soak;

/// <summary>One case of a search, as data: nothing has run yet. Equal cases give equal verdicts, unless threads
/// race.</summary>
public abstract class SoakCase
{
    /// <summary>What the case is about, such as its operators; crashes and hangs are counted by it.</summary>
    public abstract string Name { get; }

    /// <summary>The whole case as text, for people.</summary>
    public abstract string Text { get; }

    /// <summary>Source of a test that runs the case.</summary>
    public abstract string Test { get; }

    /// <summary>Runs the case.</summary>
    /// <param name="undone">The mend that is undone; <see cref="Fault.None"/> to search for new faults.</param>
    /// <param name="cancel">Ends the run with <see cref="OperationCanceledException"/>.</param>
    public abstract Verdict Judge(Fault undone, CancellationToken cancel);

    /// <summary>Simpler cases, the boldest step first; always the same ones in the same order, so that their indices
    /// name
    /// them.</summary>
    public virtual IEnumerable<SoakCase> Smaller() => [];
}
