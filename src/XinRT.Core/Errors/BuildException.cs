namespace XinRT;

/// <summary>An engine could not be built (codes XIN4xxx).</summary>
public sealed class BuildException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner);
