namespace XinRT.Passes;

/// <summary>The pipelines that exist.</summary>
public static class Pipelines
{
    /// <summary>What every build runs on an imported graph, in order. docs/passes.md tells more of each step.</summary>
    public static Pipeline Default { get; } = new(new SortNodes());
}
