namespace XinRT.Passes;

/// <summary>Whether a rule changed the graph.</summary>
public enum RuleOutcome
{
    /// <summary>The graph was changed.</summary>
    Applied,

    /// <summary>Much of the pattern fitted, but the rule was refused.</summary>
    Missed,
}
