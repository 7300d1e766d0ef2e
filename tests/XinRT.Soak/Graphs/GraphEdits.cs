using XinRT.Ir;

namespace XinRT.Soak.Graphs;

/// <summary>Steps that make a graph smaller. Each works on a copy; the caller asks whether the fault is still
/// there.</summary>
internal static class GraphEdits
{
    /// <summary>All steps that may be tried, those that remove most first.</summary>
    public static IEnumerable<Func<Graph, Graph?>> All(Graph graph)
    {
        for (int i = 0; i < graph.Outputs.Count && graph.Outputs.Count > 1; i++)
        {
            int output = i;
            yield return g => Rebuilt(g, outputs: g.Outputs.Where((_, k) => k != output));
        }
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            int at = i;
            yield return g => Cut(g, at);
        }
        foreach (var path in Paths(graph))
        {
            var body = path(graph);
            for (int i = body.Nodes.Count - 1; i >= 0; i--)
            {
                int at = i;
                for (int k = 0; k < body.Nodes[i].Inputs.Count; k++)
                {
                    int input = k;
                    if (body.Nodes[i].Inputs[k] is null) continue;
                    yield return g => Bypass(g, path(g), at, input);
                    yield return g => Drop(g, path(g), at, input);
                }
                foreach (string attribute in Attributes(body.Nodes[i]).Items.Select(a => a.Key).ToList())
                    yield return g => WithoutAttribute(g, path(g), at, attribute);
            }
        }
        foreach (long number in Renumbering.Numbers(graph).OrderDescending())
        {
            foreach (long by in new long[] { 1, 2, number / 2, number - 1 }.Where(b => b > 0 && b < number).Distinct())
                yield return g => Renumbering.Run(g, number, by);
        }
        foreach (var path in Paths(graph))
        {
            int constants = path(graph).Values.Count(v => v.IsConstant);
            for (int i = 0; i < constants; i++)
            {
                int at = i;
                yield return g => Plain(g, path(g).Values.Where(v => v.IsConstant).ElementAt(at));
            }
        }
    }

    /// <summary>A copy of the graph after a step; null if that gives no graph.</summary>
    public static Graph? Apply(Func<Graph, Graph?> edit, Graph graph)
    {
        try
        {
            return edit(graph.Clone()) is { } edited ? Cleaned(edited) : null;
        }
        catch (Exception e) when (e is XinException or ArgumentException or OverflowException)
        {
            // An attribute or a size that an operator cannot do without.
            return null;
        }
    }

    /// <summary>A graph whose dead nodes and inputs are gone and whose types are inferred anew; null if it does not
    /// hold together.</summary>
    public static Graph? Cleaned(Graph graph)
    {
        try
        {
            RemoveDead(graph);
            var result = Rebuilt(graph, inputs: graph.Inputs.Where(v => v.Users.Count > 0 || graph.IsOutput(v)));
            TypeInference.Run(result);
            GraphVerifier.Check(result);
            return result;
        }
        catch (XinException)
        {
            return null;
        }
    }

    /// <summary>The graph with symbols replaced by numbers, also in the types of its values: a loop without iterations
    /// gives slices of the sizes that are stated.</summary>
    public static Graph Bound(Graph graph, IReadOnlyDictionary<string, long> sizes)
    {
        var result = graph.Clone();
        foreach (var input in result.Inputs) input.Type = input.Type.Bind(sizes);
        TypeInference.Run(result);
        return result;
    }

    private static IEnumerable<Func<Graph, Graph>> Paths(Graph graph)
    {
        yield return g => g;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            for (int b = 0; b < graph.Nodes[i].Bodies.Count; b++)
            {
                int node = i, body = b;
                foreach (var inner in Paths(graph.Nodes[i].Bodies[b]))
                    yield return g => inner(g.Nodes[node].Bodies[body]);
            }
        }
    }

    // Results of a node become inputs of the graph: what came before it goes.
    private static Graph? Cut(Graph graph, int at)
    {
        var node = graph.Nodes[at];
        var inputs = graph.Inputs.ToList();
        foreach (var output in node.Outputs.OfType<Value>().ToList())
        {
            if (output.Users.Count == 0 && !graph.IsOutput(output)) continue;
            if (output.Type is not TensorType { DType: not DType.Undefined, Shape: { } shape } || shape
                .Any(d => !d.IsConstant && !IsKnown(graph, d)))
                return null;
            var input = new Value(output.Name, output.Type);
            output.Name += "'";
            graph.ReplaceUses(output, input);
            inputs.Add(input);
        }
        graph.RemoveAll(n => n == node);
        return Rebuilt(graph, inputs: inputs);
    }

    private static bool IsKnown(Graph graph, Dim dim) =>
        graph.Inputs.Any(v => v.TensorType.Shape is { } shape && shape.Any(d => d == dim))
            && !dim.ToString().Contains('?', StringComparison.Ordinal);

    private static Graph? Bypass(Graph graph, Graph body, int at, int input)
    {
        var node = body.Nodes[at];
        if (node.Inputs[input] is not { } value || node.Outputs[0] is not { } output || !value.Type.Equals(output.Type))
            return null;
        if (output.Users.Count == 0 && !body.IsOutput(output)) return null;
        body.ReplaceUses(output, value);
        return graph;
    }

    private static Graph? Drop(Graph graph, Graph body, int at, int input)
    {
        if (input < 1) return null;
        body.Nodes[at].SetInput(input, null);
        return graph;
    }

    private static AttributeMap Attributes(Node node)
    {
        var map = new AttributeMap();
        node.Op.Info.Write(node.Op, map);
        return map;
    }

    private static Graph WithoutAttribute(Graph graph, Graph body, int at, string attribute)
    {
        var node = body.Nodes[at];
        var map = Attributes(node);
        map.Set(attribute, null);
        Value?[] outputs = [.. node.Outputs.Select(v => v is null ? null : new Value(v.Name))];
        var other = new Node(node.Name, node.Op.Info.Create(map), node.Inputs, outputs, node.Bodies);
        body.InsertBefore(node, [other]);
        for (int i = 0; i < outputs.Length; i++)
            if (node.Outputs[i] is { } old) body.ReplaceUses(old, outputs[i]!);
        body.RemoveAll(n => n == node);
        return graph;
    }

    // Contents that the text form need not tell.
    private static Graph? Plain(Graph graph, Value value)
    {
        var constant = value.Constant!;
        if (!constant.DType.IsFloat()) return null;
        var plain = SyntheticTensor.Make(constant.DType, constant.Dims);
        if (plain.Bytes.Span.SequenceEqual(constant.Bytes.Span)) return null;
        value.Constant = plain;
        return graph;
    }

    private static void RemoveDead(Graph graph)
    {
        var needed = graph.Outputs.ToHashSet();
        var dead = new HashSet<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(v => v is not null && needed.Contains(v)))
                needed.UnionWith(node.Inputs.OfType<Value>());
            else dead.Add(node);
        }
        graph.RemoveAll(dead.Contains);
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) RemoveDead(body);
    }

    private static Graph Rebuilt(Graph graph, IEnumerable<Value>? inputs = null, IEnumerable<Value>? outputs = null)
    {
        var result = new Graph(graph.Name) { CapturedCount = graph.CapturedCount };
        foreach (var value in (inputs ?? graph.Inputs).ToList()) result.AddInput(value);
        foreach (var node in graph.Nodes) result.Add(node);
        foreach (var value in (outputs ?? graph.Outputs).ToList()) result.AddOutput(value);
        return result;
    }
}
