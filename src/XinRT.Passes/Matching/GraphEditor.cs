using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Makes the nodes of one replacement. They stand where the match's root stood and carry the names of all the ONNX
/// nodes that the match covered.</summary>
public sealed class GraphEditor
{
    private readonly ValueArray<string> _origins;
    private readonly List<Node> _added = [];
    private readonly SymbolSource _symbols;

    internal GraphEditor(Graph graph, IReadOnlyList<Node> replaced, string name, SymbolSource symbols)
    {
        Graph = graph;
        _symbols = symbols;
        Name = name;
        _origins = replaced.SelectMany(n => n.Origins).Distinct().ToArray();
    }

    /// <summary>The graph under change.</summary>
    public Graph Graph { get; }

    internal string Name { get; }

    internal IReadOnlyList<Node> Added => _added;

    /// <summary>Adds an operator with one output; a null operand is an absent one.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value?> operands) => AddMany(op, 1, operands)[0];

    /// <summary>Adds an operator with several outputs.</summary>
    public IReadOnlyList<Value> AddMany(Operator op, int outputs, params ReadOnlySpan<Value?> operands)
    {
        var results = new Value[outputs];
        for (int i = 0; i < outputs; i++) results[i] = new Value(Graph.UniqueName(Name));
        var node = new Node(results[0].Name, op, operands.ToArray(), results, [], _origins);
        _added.Add(node);
        TypeInference.Run(node, _symbols);
        return results;
    }

    /// <summary>A constant.</summary>
    public Value Constant(Tensor tensor) => new(Graph.UniqueName(Name), tensor);

    /// <summary>A constant list of whole numbers.</summary>
    public Value Integers(params ReadOnlySpan<long> items) => Constant(Tensor.From(items));
}
