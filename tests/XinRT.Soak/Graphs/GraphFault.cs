namespace XinRT.Soak.Graphs;

/// <summary>Where a fault shows.</summary>
public enum GraphStage
{
    /// <summary>Passes: the rewritten graph on the reference evaluator.</summary>
    Rewrite,

    /// <summary>The engine in one context, at several sizes.</summary>
    Engine,

    /// <summary>The engine saved and loaded again.</summary>
    File,

    /// <summary>Many contexts at once.</summary>
    Contexts,
}

/// <summary>A fault of a case.</summary>
/// <param name="Stage">Where it shows.</param>
/// <param name="Kind">What it is, without numbers: reduction keeps it.</param>
/// <param name="Message">What was found.</param>
/// <param name="Notes">The whole error.</param>
public sealed record GraphFault(GraphStage Stage, string Kind, string Message, string Notes = "")
{
    /// <inheritdoc/>
    public override string ToString() => $"{Stage}: {Kind}: {Message}";
}
