using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Sorts nodes after the producers of what they and their bodies read, for models that do not keep the order.</summary>
internal static class NodeOrder
{
    public static IReadOnlyList<NodeProto> Sort(IReadOnlyList<NodeProto> nodes, string graph)
    {
        var producer = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
            foreach (string output in nodes[i].Output) producer.TryAdd(output, i);

        var users = new List<int>[nodes.Count];
        var waiting = new int[nodes.Count];
        bool sorted = true;
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (int p in Reads(nodes[i]).Where(producer.ContainsKey).Select(n => producer[n]).Distinct())
            {
                (users[p] ??= []).Add(i);
                waiting[i]++;
                sorted &= p < i;
            }
        }
        if (sorted) return nodes;

        var ready = new SortedSet<int>(Enumerable.Range(0, nodes.Count).Where(i => waiting[i] == 0));
        var result = new List<NodeProto>(nodes.Count);
        while (ready.Count > 0)
        {
            int i = ready.Min;
            ready.Remove(i);
            result.Add(nodes[i]);
            foreach (int u in users[i] ?? [])
                if (--waiting[u] == 0) ready.Add(u);
        }
        if (result.Count == nodes.Count) return result;
        var stuck = nodes[Enumerable.Range(0, nodes.Count).First(i => waiting[i] > 0)];
        throw new ModelException("XIN1005", $"graph '{graph}'",
            $"{nodes.Count - result.Count} nodes wait for each other in a cycle, {stuck.OpType} '{stuck.Name}' among them",
            hint: "check the exporter; an ONNX graph must not contain cycles");
    }

    private static IEnumerable<string> Reads(NodeProto node) => node.Input.Where(n => n.Length > 0)
        .Concat(node.Attribute.Where(a => a.G is not null).SelectMany(a => Reads(a.G)));

    // What a body takes from around it: not what it defines itself, which may have the name of a later outer value.
    private static IEnumerable<string> Reads(GraphProto body) => body.Node.SelectMany(Reads).Concat(body.Output.Select(o => o.Name))
        .Except(body.Input.Select(i => i.Name).Concat(body.Initializer.Select(t => t.Name)).Concat(body.SparseInitializer.Select(s => s.Values?.Name ?? ""))
            .Concat(body.Node.SelectMany(n => n.Output)), StringComparer.Ordinal);
}
