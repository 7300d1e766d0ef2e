using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Lets the readers of one value read another, while the graph's outputs keep their names.</summary>
internal static class ValueReplacement
{
    /// <summary>Why the value cannot be replaced: two outputs would become one, or an output would be an input.</summary>
    public static string? WhyNot(Graph graph, Value old, Value by)
    {
        if (!graph.IsOutput(old) || by.IsConstant) return null;
        return by.Producer is null ? $"the output '{old.Name}' would be the input '{by.Name}' itself"
            : graph.IsOutput(by) ? $"the outputs '{old.Name}' and '{by.Name}' would be one value"
            : null;
    }

    /// <summary>Replaces; a new value, or one that becomes an output, takes over the name.</summary>
    public static void Apply(Graph graph, Value old, Value by, bool takeName)
    {
        if (graph.IsOutput(old) && by.IsConstant && by.Name != old.Name) by = new Value(old.Name, by.Constant!);
        else if (takeName || graph.IsOutput(old)) (old.Name, by.Name) = (by.Name, old.Name);
        by.AddSources(old.Sources);
        old.Sources = [];
        graph.ReplaceUses(old, by);
    }
}
