namespace XinRT;

/// <summary>A device or its driver failed (codes XIN7xxx).</summary>
public sealed class BackendException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner);
