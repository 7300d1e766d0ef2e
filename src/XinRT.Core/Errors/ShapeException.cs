namespace XinRT;

/// <summary>Types or shapes of a graph contradict each other (codes XIN2xxx).</summary>
public sealed class ShapeException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner);
