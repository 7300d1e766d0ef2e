using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>Undoes a fusion.</summary>
public static class FusedBody
{
    /// <summary>Puts the nodes of a <see cref="FusedOp"/>'s body in its place. Results keep their values; names that the graph has
    /// already are replaced.</summary>
    /// <returns>The nodes, in order.</returns>
    public static IReadOnlyList<Node> TakeApart(Graph graph, Node fused)
    {
        var body = fused.Bodies[0];
        var outer = new Dictionary<Value, Value>();
        for (int i = 0; i < body.Inputs.Count; i++) outer[body.Inputs[i]] = fused.Inputs[i]!;
        for (int i = 0; i < body.Outputs.Count; i++)
            if (fused.Outputs[i] is { } result) outer[body.Outputs[i]] = result;
        var names = graph.Nodes.Where(n => n != fused).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var parts = body.Nodes.Select(Part).ToList();
        graph.InsertBefore(fused, parts);
        graph.RemoveAll(n => n == fused);
        return parts;

        Node Part(Node inner)
        {
            var inputs = inner.Inputs.Select(v => v is null ? null : outer.GetValueOrDefault(v, v)).ToList();
            var outputs = inner.Outputs.Select(Result).ToList();
            string name = names.Add(inner.Name) ? inner.Name : graph.UniqueName(inner.Name);
            return new Node(name, inner.Op, inputs, outputs, inner.Bodies, inner.Origins);
        }

        Value? Result(Value? value)
        {
            if (value is null || outer.ContainsKey(value)) return value is null ? null : outer[value];
            return outer[value] = new Value(graph.UniqueName(value.Name), value.Type) { Data = value.Data };
        }
    }
}
