namespace XinRT;

/// <summary>A model is damaged or uses something that is not supported (codes XIN1xxx). Carries every problem found, not
/// only the first.</summary>
public sealed class ModelException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner)
{
    /// <summary>One error for several unsupported nodes; each problem is one line of the facts.</summary>
    public static ModelException Unsupported(string model, IReadOnlyList<ErrorFact> problems) => new(
        "XIN1002", model, $"{problems.Count} {(problems.Count == 1 ? "node is" : "nodes are")} not supported", problems,
        "export with another opset, or replace these operators; docs/operators.md lists what is supported");
}
