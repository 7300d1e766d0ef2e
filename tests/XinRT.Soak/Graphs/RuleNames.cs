using XinRT.Passes;

namespace XinRT.Soak.Graphs;

/// <summary>Names of all rules and passes that can be switched off.</summary>
public static class RuleNames
{
    // Without these a graph need not be in an order in which it can run, or types would be missing.
    private static readonly HashSet<string> Needed = [nameof(SortNodes), nameof(InferTypes)];

    /// <summary>The names, each once, in order of the pipeline.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Pipelines.Default.Passes.SelectMany(Names).Distinct()
        .Where(n => !Needed.Contains(n))];

    private static IEnumerable<string> Names(Pass pass) => pass switch
    {
        Repeat repeat => repeat.Passes.SelectMany(Names),
        Rules rules => rules.All.Select(r => r.Name),
        _ => [pass.Name],
    };
}
