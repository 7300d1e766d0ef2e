namespace XinRT;

/// <summary>A run failed: wrong input, or sizes outside the engine's profile (codes XIN6xxx).</summary>
public sealed class InferenceException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts = null,
    string? hint = null, Exception? inner = null) : XinException(code, subject, because, facts, hint, inner);
