using System.Text;

namespace XinRT;

/// <summary>Base of every error that XinRT raises on purpose. The first line of <see cref="Exception.Message"/> is complete
/// by itself: code, subject, what contradicts what. Facts follow, then what to try.</summary>
public abstract class XinException : Exception
{
    /// <summary>Builds the message in the one form that all errors share.</summary>
    protected XinException(string code, string subject, string because, IReadOnlyList<ErrorFact>? facts, string? hint, Exception? inner)
        : base(Format(code, subject, because, facts ?? [], hint), inner)
    {
        Code = code;
        Subject = subject;
        Because = because;
        Hint = hint;
        Facts = facts ?? [];
    }

    /// <summary>Error code, such as <c>XIN2104</c>; <c>docs/errors</c> has a page for each.</summary>
    public string Code { get; }

    /// <summary>What the error is about: an operator and node, a file, an option.</summary>
    public string Subject { get; }

    /// <summary>What was wanted and what was found.</summary>
    public string Because { get; }

    /// <summary>What to try, or null.</summary>
    public string? Hint { get; }

    /// <summary>Named facts in the order shown.</summary>
    public IReadOnlyList<ErrorFact> Facts { get; }

    private static string Format(string code, string subject, string because, IReadOnlyList<ErrorFact> facts, string? hint)
    {
        var text = new StringBuilder().Append(code).Append(' ').Append(subject).Append(": ").Append(because.TrimEnd('.')).Append('.');
        int width = Math.Max(6, facts.Select(f => f.Name.Length).DefaultIfEmpty(0).Max());
        foreach (var fact in facts) text.Append("\n  ").Append(fact.Name.PadRight(width)).Append(' ').Append(fact.Value);
        if (hint is not null) text.Append("\n  ").Append("try".PadRight(width)).Append(' ').Append(hint);
        return text.Append("\n  ").Append("help".PadRight(width)).Append(" docs/errors/").Append(code).Append(".md").ToString();
    }
}

/// <summary>One named fact of an error.</summary>
public sealed record ErrorFact(string Name, string Value);
