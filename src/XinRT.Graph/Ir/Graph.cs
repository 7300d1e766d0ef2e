using System.Globalization;

namespace XinRT.Ir;

/// <summary>A list of nodes in an order in which they can run, with the values that go in and come out.</summary>
public sealed class Graph(string name)
{
    // Larger numbers are never reached.
    private const int MaxReserved = 1 << 30;

    private readonly List<Node> _nodes = [];
    private readonly List<Value> _inputs = [];
    private readonly List<Value> _outputs = [];
    private readonly HashSet<Value> _isOutput = [];

    /// <summary>Name of the model or subgraph.</summary>
    public string Name { get; } = name;

    /// <summary>Values the caller gives. For a subgraph the last <see cref="CapturedCount"/> come from outside.</summary>
    public IReadOnlyList<Value> Inputs => _inputs;

    /// <summary>Values the caller gets.</summary>
    public IReadOnlyList<Value> Outputs => _outputs;

    /// <summary>Nodes, each after the producers of its inputs.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>How many trailing inputs are captured from the enclosing graph.</summary>
    public int CapturedCount { get; set; }

    /// <summary>Every value once: inputs, constants in order of first use, node outputs.</summary>
    public IEnumerable<Value> Values => _inputs
        .Concat(_nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)).OfType<Value>())
        .Concat(_outputs).Distinct();

    // Numbers given by UniqueName so far; a clone goes on from there.
    internal int LastName { get; set; }

    /// <summary>Reads the text form; see <see cref="GraphText"/>.</summary>
    public static Graph Parse(string text) => GraphParser.Parse(text);

    /// <summary>Adds an input.</summary>
    public Value AddInput(Value value)
    {
        _inputs.Add(value);
        return value;
    }

    /// <summary>Adds an output.</summary>
    public void AddOutput(Value value)
    {
        _outputs.Add(value);
        _isOutput.Add(value);
    }

    /// <summary>Appends a node; all its inputs must exist already.</summary>
    public Node Add(Node node)
    {
        _nodes.Add(node);
        return node;
    }

    /// <summary>Inserts nodes before another one.</summary>
    public void InsertBefore(Node position, IReadOnlyList<Node> nodes) => _nodes.InsertRange(_nodes.IndexOf(position), nodes);

    /// <summary>Removes nodes and disconnects them from their inputs.</summary>
    public void RemoveAll(Predicate<Node> condition)
    {
        foreach (var node in _nodes)
            if (condition(node)) node.Disconnect();
        _nodes.RemoveAll(condition);
    }

    /// <summary>Lets every reader of one value, graph outputs included, read another one.</summary>
    public void ReplaceUses(Value old, Value by)
    {
        foreach (var user in old.Users.Distinct().ToList())
            for (int i = 0; i < user.Inputs.Count; i++)
                if (user.Inputs[i] == old) user.SetInput(i, by);
        if (!_isOutput.Remove(old)) return;
        for (int i = 0; i < _outputs.Count; i++)
            if (_outputs[i] == old) _outputs[i] = by;
        _isOutput.Add(by);
    }

    /// <summary>Whether the value is an output of this graph.</summary>
    public bool IsOutput(Value value) => _isOutput.Contains(value);

    /// <summary>A name that begins with the hint and that no other call has returned.</summary>
    public string UniqueName(string hint) => $"{hint}~{++LastName}";

    /// <summary>Keeps <see cref="UniqueName"/> from ever returning a name that came from outside.</summary>
    public void Reserve(string name)
    {
        int at = name.LastIndexOf('~');
        if (at >= 0 && int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < MaxReserved)
            LastName = Math.Max(LastName, number);
    }

    /// <summary>Sorts nodes after their producers; <see cref="ModelException"/> if there is a cycle.</summary>
    public void Sort()
    {
        var sorted = TopologicalOrder.Of(_nodes, Name);
        _nodes.Clear();
        _nodes.AddRange(sorted);
    }

    /// <summary>Puts the nodes into another order, which must be one in which they can run.</summary>
    public void Reorder(IReadOnlyList<Node> order)
    {
        if (order.Count != _nodes.Count) throw new ArgumentException($"{_nodes.Count} nodes need a place each, but {order.Count} were given.", nameof(order));
        _nodes.Clear();
        _nodes.AddRange(order);
    }

    /// <summary>A copy that shares operators and constant tensors.</summary>
    public Graph Clone() => GraphCloner.Clone(this);

    /// <summary>The text form; see <see cref="GraphText"/>.</summary>
    public override string ToString() => GraphText.Print(this);
}
