namespace XinRT.Passes;

/// <summary>Names of everything that can be switched off.</summary>
public static class RuleNames
{
    /// <summary>Names of the rules and passes of a pipeline, each once, sorted.</summary>
    public static IReadOnlyList<string> Of(Pipeline pipeline) =>
        [.. pipeline.Passes.SelectMany(Names).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names(Pass pass) => pass switch
    {
        Rules rules => rules.All.Select(r => r.Name),
        Repeat repeat => repeat.Passes.SelectMany(Names).Append(repeat.Name),
        _ => [pass.Name],
    };
}
