using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Applies a set of rewrite rules until none of them fits anywhere. At one node, earlier rules go first.</summary>
public sealed class Rules(params IReadOnlyList<RewriteRule> rules) : Pass
{
    /// <summary>The rules in order of precedence.</summary>
    public IReadOnlyList<RewriteRule> All { get; } = rules;

    /// <inheritdoc/>
    public override string Name => All.Count == 1 ? All[0].Name : $"{nameof(Rules)}({All[0].Name}, …)";

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        context.Begin(graph);
        return RuleDriver.Run(graph, All, context);
    }
}
