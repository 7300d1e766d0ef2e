using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

/// <summary>What one step or rule makes of a copy of a graph.</summary>
internal static class AppliedToCopy
{
    /// <summary>Runs only this step.</summary>
    public static Graph ApplyTo(this Pass pass, Graph graph, PassContext? context = null)
    {
        var copy = graph.Clone();
        pass.Run(copy, context ?? new PassContext());
        return copy;
    }

    /// <summary>Applies only this rule, until it fits nowhere.</summary>
    public static Graph ApplyTo(this RewriteRule rule, Graph graph, PassContext? context = null) =>
        new Rules(rule).ApplyTo(graph, context);
}
