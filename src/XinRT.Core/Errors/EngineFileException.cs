namespace XinRT;

/// <summary>An engine file is damaged, hostile or of another version (codes XIN5xxx).</summary>
public sealed class EngineFileException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner);
