using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Replaces what a pattern finds by something equal and simpler. One rule, one class, one switch.</summary>
public abstract class RewriteRule
{
    /// <summary>Name for switches and reports: that of the class.</summary>
    public string Name => GetType().Name;

    /// <summary>What is looked for.</summary>
    public abstract Pattern Pattern { get; }

    /// <summary>Whether values inside the match may also be read elsewhere; their nodes then stay beside the replacement.
    /// Fusions say no, since they would compute twice.</summary>
    public virtual bool AllowsSharedParts => false;

    /// <summary>Why a match cannot be rewritten, or null if it can. Shown by <c>xinrt explain</c>.</summary>
    public virtual string? WhyNot(Match match) => null;

    /// <summary>The value to read instead of <see cref="Match.Output"/>: one that exists, or one made with the editor.</summary>
    public abstract Value Rewrite(Match match, GraphEditor editor);
}
