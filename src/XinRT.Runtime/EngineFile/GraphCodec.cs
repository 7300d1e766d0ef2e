using XinRT.Ir;

namespace XinRT.Runtime.EngineFile;

/// <summary>Graphs in the engine file: values, then inputs, nodes and outputs by value index.</summary>
internal static class GraphCodec
{
    private const int MaxDepth = 32;

    public static void Write(ByteWriter w, Graph graph, WeightTable weights)
    {
        var values = graph.Values.ToList();
        var index = new Dictionary<Value, int>();
        foreach (var v in values) index[v] = index.Count;

        w.String(graph.Name);
        w.Count(graph.CapturedCount);
        w.Count(values.Count);
        foreach (var v in values)
        {
            w.String(v.Name);
            TypeCodec.Write(w, v.Type);
            w.Count(v.Constant is { } tensor ? weights.Add(tensor) + 1 : 0);
        }
        w.Count(graph.Inputs.Count);
        foreach (var v in graph.Inputs) w.Count(index[v]);
        w.Count(graph.Nodes.Count);
        foreach (var node in graph.Nodes)
        {
            w.String(node.Name);
            WriteOperator(w, node.Op, weights);
            w.Count(node.Inputs.Count);
            foreach (var v in node.Inputs) w.Count(v is null ? 0 : index[v] + 1);
            w.Count(node.Outputs.Count);
            foreach (var v in node.Outputs) w.Count(v is null ? 0 : index[v] + 1);
            w.Count(node.Bodies.Count);
            foreach (var body in node.Bodies) Write(w, body, weights);
            w.Count(node.Origins.Count);
            foreach (string origin in node.Origins) w.String(origin);
        }
        w.Count(graph.Outputs.Count);
        foreach (var v in graph.Outputs) w.Count(index[v]);
    }

    public static Graph Read(ByteReader r, Tensor[] weights, int depth = 0)
    {
        if (depth > MaxDepth) throw r.Error($"bodies are nested at most {MaxDepth} deep, but this one is deeper");
        var graph = new Graph(r.String());
        int captured = r.Count();
        var values = r.Array(x =>
        {
            var value = new Value(x.String(), TypeCodec.Read(x));
            int constant = x.Index(weights.Length + 1);
            if (constant > 0) value.Constant = weights[constant - 1];
            return value;
        });
        var defined = new HashSet<Value>(values.Where(v => v.IsConstant));
        foreach (var input in r.Array(x => values[x.Index(values.Length)]))
        {
            if (!defined.Add(input)) throw r.Error($"input '{input.Name}' is defined twice");
            graph.AddInput(input);
        }
        if (captured > graph.Inputs.Count) throw r.Error($"{captured} inputs are captured, but there are {graph.Inputs.Count}");
        graph.CapturedCount = captured;

        int nodes = r.Count();
        for (int i = 0; i < nodes; i++) graph.Add(ReadNode(r, values, defined, weights, depth));
        foreach (var output in r.Array(x => values[x.Index(values.Length)]))
        {
            if (!defined.Contains(output)) throw r.Error($"output '{output.Name}' is never computed");
            graph.AddOutput(output);
        }
        return graph;
    }

    /// <summary>An operator: domain, name, attributes.</summary>
    public static void WriteOperator(ByteWriter w, Operator op, WeightTable weights)
    {
        w.String(op.Info.Domain);
        w.String(op.Info.Name);
        AttributeCodec.Write(w, OperatorBinding.Attributes(op), weights);
    }

    /// <summary>Reads what <see cref="WriteOperator"/> writes.</summary>
    public static Operator ReadOperator(ByteReader r, Tensor[] weights)
    {
        string domain = r.String(), type = r.String();
        var info = OperatorRegistry.Find(domain, type) ?? throw r.Error($"operator '{domain}::{type}' is not known");
        var attributes = AttributeCodec.Read(r, weights);
        try
        {
            return info.Create(attributes);
        }
        catch (ModelException e)
        {
            throw r.Error($"operator {info.FullName} does not accept its attributes ({e.Because})");
        }
    }

    private static Node ReadNode(ByteReader r, Value[] values, HashSet<Value> defined, Tensor[] weights, int depth)
    {
        string name = r.String();
        var op = ReadOperator(r, weights);
        var info = op.Info;
        var inputs = r.Array(x => x.Index(values.Length + 1) is var i && i == 0 ? null : values[i - 1]);
        if (inputs.FirstOrDefault(v => v is not null && !defined.Contains(v)) is { } early)
            throw r.Error($"node '{name}' reads '{early.Name}' before it is computed");
        var outputs = r.Array(x => x.Index(values.Length + 1) is var i && i == 0 ? null : values[i - 1]);
        if (outputs.FirstOrDefault(v => v is not null && !defined.Add(v)) is { } twice)
            throw r.Error($"'{twice.Name}' is computed twice");
        var bodies = r.Array(x => Read(x, weights, depth + 1));
        if (bodies.Length != info.Bodies.Count) throw r.Error($"operator {info.FullName} has {info.Bodies.Count} bodies, but there are {bodies.Length}");
        return new Node(name, op, inputs, outputs, bodies, r.Array(x => x.String()));
    }
}
