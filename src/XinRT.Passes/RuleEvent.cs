namespace XinRT.Passes;

/// <summary>What became of a rule at a node.</summary>
public sealed record RuleEvent(string Rule, string Node, RuleOutcome Outcome, string? Reason);
