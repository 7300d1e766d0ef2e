using XinRT.Ir;

namespace XinRT.Soak.Graphs;

/// <summary>Replaces a number wherever a graph has it as a size, an attribute or an integer constant: a width becomes
/// another in all places at once.</summary>
internal static class Renumbering
{
    /// <summary>Numbers above 1 that occur as sizes.</summary>
    public static IReadOnlySet<long> Numbers(Graph graph)
    {
        var numbers = new SortedSet<long>();
        foreach (var value in graph.Values.Where(v => v.IsConstant || v.Producer is null))
            foreach (var dim in value.TensorType.Shape ?? Shape.Scalar)
                if (dim is { IsConstant: true, Value: > 1 }) numbers.Add(dim.Value);
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) numbers.UnionWith(Numbers(body));
        return numbers;
    }

    /// <summary>The graph with another number in the place of one.</summary>
    public static Graph Run(Graph graph, long number, long by)
    {
        var map = new Dictionary<Value, Value>();
        Value Map(Value v)
        {
            if (map.TryGetValue(v, out var known)) return known;
            var mapped = v.Constant is { } c ? new Value(v.Name, Constant(c, number, by))
                : new Value(v.Name, Type(v.Type, number, by));
            return map[v] = mapped;
        }

        var result = new Graph(graph.Name) { CapturedCount = graph.CapturedCount };
        foreach (var input in graph.Inputs) result.AddInput(Map(input));
        foreach (var node in graph.Nodes)
        {
            var attributes = new AttributeMap();
            node.Op.Info.Write(node.Op, attributes);
            foreach (var (name, value) in attributes.Items.ToList())
            {
                if (value is long[] list) attributes.Set(name, Array.ConvertAll(list, i => i == number ? by : i));
                else if (value is long one && one == number && name != "to") attributes.Set(name, by);
            }
            result.Add(new Node(node.Name, node.Op.Info.Create(attributes),
                [.. node.Inputs.Select(v => v is null ? null : Map(v))],
                [.. node.Outputs.Select(v => v is null ? null : Map(v))],
                    [.. node.Bodies.Select(b => Run(b, number, by))]));
        }
        foreach (var output in graph.Outputs) result.AddOutput(Map(output));
        return result;
    }

    private static IrType Type(IrType type, long number, long by) =>
        type is TensorType { Shape: { } shape } t
            ? t with { Shape = Shape.Of([.. shape.Select(d => d.IsConstant && d.Value == number ? by : d)]) } : type;

    private static Tensor Constant(Tensor tensor, long number, long by)
    {
        long[] dims = [.. tensor.Dims];
        for (int i = 0; i < dims.Length; i++)
            if (dims[i] == number) dims[i] = by;
        var result = tensor.DType.IsFloat() && !dims.AsSpan().SequenceEqual(tensor.Dims) ? Corner(tensor, dims)
            : tensor.Clone();
        if (result.DType == DType.I64)
            foreach (ref long x in result.Span<long>()) x = x == number ? by : x;
        return result;
    }

    private static Tensor Corner(Tensor tensor, long[] dims)
    {
        double[] from = tensor.ToDoubles(), to = new double[dims.Aggregate(1L, (a, b) => a * b)];
        Array.Copy(from, to, to.Length);
        return Tensor.FromDoubles(tensor.DType, to, dims);
    }
}
