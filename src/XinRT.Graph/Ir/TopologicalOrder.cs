namespace XinRT.Ir;

/// <summary>Kahn's algorithm, keeping the given order among nodes that are ready (depth-first would not).</summary>
internal static class TopologicalOrder
{
    public static List<Node> Of(IReadOnlyList<Node> nodes, string graph)
    {
        var index = new Dictionary<Node, int>(nodes.Count);
        for (int i = 0; i < nodes.Count; i++) index[nodes[i]] = i;
        var waiting = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++) waiting[i] = Producers(nodes[i]).Count(index.ContainsKey);

        var ready = new SortedSet<int>(Enumerable.Range(0, nodes.Count).Where(i => waiting[i] == 0));
        var sorted = new List<Node>(nodes.Count);
        while (ready.Count > 0)
        {
            int i = ready.Min;
            ready.Remove(i);
            sorted.Add(nodes[i]);
            foreach (var user in nodes[i].Outputs.OfType<Value>().SelectMany(v => v.Users))
                if (index.TryGetValue(user, out int u) && --waiting[u] == 0) ready.Add(u);
        }
        if (sorted.Count == nodes.Count) return sorted;

        var stuck = nodes[Enumerable.Range(0, nodes.Count).First(i => waiting[i] > 0)];
        throw new ModelException("XIN1005", $"graph '{graph}'",
            $"{nodes.Count - sorted.Count} nodes wait for each other in a cycle, {stuck} among them",
            hint: "check the exporter; an ONNX graph must not contain cycles");
    }

    private static IEnumerable<Node> Producers(Node node) => node.Inputs.Select(v => v?.Producer).OfType<Node>();
}
