using XinRT.Ir;

namespace XinRT.Onnx.Import;

/// <summary>Names of one graph or body while it is imported. A name found in an enclosing scope becomes a captured
/// value.</summary>
internal sealed class GraphScope(string name, GraphScope? parent)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly List<(Value Outer, Value Inner)> _captures = [];
    private readonly HashSet<string> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodes = new(StringComparer.Ordinal);

    public Graph Graph { get; } = new(name);

    /// <summary>Outer values this body reads, with their stand-ins inside.</summary>
    public IReadOnlyList<(Value Outer, Value Inner)> Captures => _captures;

    /// <summary>Whether this is a body of control flow.</summary>
    public bool IsBody => parent is not null;

    /// <summary>Tells that a name is a tensor of the model, not one that the import makes.</summary>
    public void Declare(string name) => _tensors.Add(name);

    public void Define(string name, Value value)
    {
        Graph.Reserve(name);
        if (_tensors.Contains(name)) value.Sources = [new(name)];
        if (!_values.TryAdd(name, value))
        {
            throw new ModelException("XIN1006", $"value '{name}'", $"a name is computed once, but graph '{Graph.Name}' computes it twice",
                hint: "check the exporter; ONNX graphs are in single-assignment form");
        }
    }

    /// <summary>A name for a node that no other node of the graph has: the model's own where it is the first.</summary>
    public string NodeName(string name)
    {
        Graph.Reserve(name);
        while (!_nodes.Add(name)) name = Graph.UniqueName(name);
        return name;
    }

    public Value Get(string name) => Find(name)
        ?? throw new ModelException("XIN1006", $"value '{name}'", $"graph '{Graph.Name}' reads it, but nothing computes it",
            hint: "check that the model is complete");

    public Value? Find(string name)
    {
        if (_values.TryGetValue(name, out var value)) return value;
        if (parent?.Find(name) is not { } outer) return null;
        // A constant needs no capture: the body gets its own view of the same tensor.
        var inner = outer.Copy(name);
        if (outer.Constant is null) _captures.Add((outer, inner));
        return _values[name] = inner;
    }

    /// <summary>Makes the captured values the last inputs of the body, in the order given for all bodies of the node.</summary>
    public void AppendCaptures(IReadOnlyList<Value> outers)
    {
        foreach (var outer in outers)
            Graph.AddInput(_captures.FirstOrDefault(c => c.Outer == outer).Inner ?? outer.Copy(Graph.UniqueName(outer.Name)));
        Graph.CapturedCount = outers.Count;
    }
}
