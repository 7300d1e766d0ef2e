using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Replaces shape arithmetic by what inference knows of its results: numbers become constants, and one value
/// serves for all that have the same symbolic contents.</summary>
public sealed class FoldSymbolicShapes : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        var first = new Dictionary<(IrType Type, string Data), Value>();
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (!context.MayRewrite) break;
            foreach (var body in node.Bodies) changed |= Run(body, context);
            foreach (var value in node.Outputs)
            {
                if (value?.Data is not { } data || value.TensorType.Shape is null) continue;
                if (value.Users.Count == 0 && !graph.IsOutput(value)) continue;
                var by = ShapeContents.Of(value) is { } known ? new Value(value.Name, known) : Earlier(value, data);
                if (by is null || ValueReplacement.WhyNot(graph, value, by) is not null) continue;
                context.Log.AddApplied(Name, node.Name);
                ValueReplacement.Apply(graph, value, by, takeName: false);
                changed = true;
            }
        }
        return changed;

        Value? Earlier(Value value, IReadOnlyList<Dim> data)
        {
            var key = (value.Type, string.Join(';', data));
            return first.TryAdd(key, value) ? null : first[key];
        }
    }
}
