using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>Nodes of a graph that one node can stand for: no path between two of them leaves them.</summary>
public sealed class Region
{
    private readonly Graph _graph;
    private readonly HashSet<Node> _set;
    private readonly HashSet<Node> _after;

    private Region(Graph graph, HashSet<Node> set, HashSet<Node> after)
    {
        (_graph, _set, _after) = (graph, set, after);
        Nodes = [.. graph.Nodes.Where(set.Contains)];
        Value[] computed = [.. Nodes.SelectMany(n => n.Outputs).OfType<Value>()];
        Inputs = [.. Nodes.SelectMany(n => n.Inputs).OfType<Value>().Except(computed)];
        Outputs = [.. computed.Where(v => graph.IsOutput(v) || v.Users.Any(u => !set.Contains(u)))];
    }

    /// <summary>The nodes in the order of the graph.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Values that the nodes read and do not compute, constants among them, in the order in which they are
    /// read.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>Values that the nodes compute for others, in the order in which they are computed.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The region of some nodes; null if one is not in the graph, or a path between two of them leaves
    /// them.</summary>
    public static Region? Of(Graph graph, IEnumerable<Node> nodes)
    {
        var set = nodes.ToHashSet();
        var after = new HashSet<Node>();
        int found = 0;
        foreach (var node in graph.Nodes)
        {
            bool isInside = set.Contains(node);
            bool isAfter = node.Inputs.Any(v => v?.Producer is { } p && after.Contains(p));
            if (isInside && isAfter) return null;
            if (isInside) found++;
            else if (isAfter || node.Inputs.Any(v => v?.Producer is { } p && set.Contains(p))) after.Add(node);
        }
        return found > 0 && found == set.Count ? new(graph, set, after) : null;
    }

    /// <summary>Splits nodes into regions whose nodes hang together, each as large as can be.</summary>
    public static IReadOnlyList<Region> Connected(Graph graph, IReadOnlyList<Node> nodes)
    {
        var regions = new List<Region>();
        foreach (var node in nodes)
        {
            var neighbors = regions.Where(r => r._set.Any(n => AreNeighbors(n, node))).ToList();
            var joined = Of(graph, neighbors.SelectMany(r => r.Nodes).Append(node));
            if (joined is null) (joined, neighbors) = (Of(graph, [node])!, []);
            regions.RemoveAll(neighbors.Contains);
            regions.Add(joined);
        }
        return regions;
    }

    /// <summary>A graph of copies of the nodes, with the constants that they read. Its inputs and outputs are
    /// <see cref="Inputs"/>, but for constants, and <see cref="Outputs"/>.</summary>
    public Graph ToGraph() => Body([.. Inputs.Where(v => !v.IsConstant)]);

    /// <summary>Puts copies of the nodes of another graph in the place of the nodes.</summary>
    /// <param name="by">A graph with the inputs and outputs of <see cref="ToGraph"/>.</param>
    /// <returns>The copies, in order.</returns>
    public IReadOnlyList<Node> Replace(Graph by) =>
        FusedBody.TakeApart(_graph, Fuse([.. Inputs.Where(v => !v.IsConstant)], by));

    /// <summary>Puts one node of <see cref="FusedKind.Region"/> in the place of the nodes; its operands are
    /// <see cref="Inputs"/>, its results <see cref="Outputs"/>.</summary>
    public Node Fuse() => Fuse(Inputs, Body(Inputs));

    private Node Fuse(IReadOnlyList<Value> inputs, Graph body)
    {
        // What reads a result comes after it.
        int last = _graph.Nodes.Count - 1;
        while (!_set.Contains(_graph.Nodes[last])) last--;
        var head = _graph.Nodes.Take(last + 1).ToList();
        List<Node> order = [.. head.Where(n => !_after.Contains(n)), .. head.Where(_after.Contains),
            .. _graph.Nodes.Skip(last + 1)];
        _graph.Reorder(order);
        var fused = new Node(Nodes[^1].Name, new FusedOp(FusedKind.Region), inputs, Outputs, [body],
            Nodes.SelectMany(n => n.Origins).Distinct().ToArray());
        _graph.InsertBefore(Nodes[^1], [fused]);
        _graph.RemoveAll(_set.Contains);
        return fused;
    }

    private Graph Body(IReadOnlyList<Value> inputs)
    {
        var body = new Graph(Nodes[^1].Name);
        var inner = new Dictionary<Value, Value>();
        foreach (var value in inputs)
            inner[value] = body.AddInput(new Value(value.Name, value.Type) { Data = value.Data });
        foreach (var node in Nodes)
            body.Add(new Node(node.Name, node.Op, Inner(node.Inputs), Inner(node.Outputs), node.Bodies, node.Origins));
        foreach (var value in Outputs) body.AddOutput(inner[value]);
        return body;

        List<Value?> Inner(IReadOnlyList<Value?> values) => [.. values.Select(v => v is null ? null
            : inner.TryGetValue(v, out var known) ? known : inner[v] = v.Copy(v.Name))];
    }

    private static bool AreNeighbors(Node a, Node b) =>
        a.Inputs.Any(v => v?.Producer == b) || b.Inputs.Any(v => v?.Producer == a);
}
