using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>A value that must still fit a pattern; a list, so that trying an alternative needs no undo.</summary>
internal sealed record Goal(Pattern Pattern, Value? Value, Goal? Next);

/// <summary>What has been matched so far, newest first.</summary>
internal sealed record Binding(string? Name, Value Value, Node? Node, Binding? Next);
