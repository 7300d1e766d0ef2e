namespace XinRT.Ir;

/// <summary>Deep copy of nodes and values; operators and constant tensors are shared, being immutable.</summary>
internal static class GraphCloner
{
    public static Graph Clone(Graph source)
    {
        var map = new Dictionary<Value, Value>();
        Value Copy(Value v)
        {
            if (map.TryGetValue(v, out var copy)) return copy;
            return map[v] = v.Copy(v.Name);
        }

        var result = new Graph(source.Name) { CapturedCount = source.CapturedCount, LastName = source.LastName };
        foreach (var input in source.Inputs) result.AddInput(Copy(input));
        foreach (var node in source.Nodes)
        {
            result.Add(new Node(node.Name, node.Op,
                [.. node.Inputs.Select(v => v is null ? null : Copy(v))],
                [.. node.Outputs.Select(v => v is null ? null : Copy(v))],
                [.. node.Bodies.Select(Clone)], node.Origins));
        }
        foreach (var output in source.Outputs) result.AddOutput(Copy(output));
        return result;
    }
}
