namespace XinRT.Ir;

/// <summary>One application of an <see cref="Operator"/> to values. Has identity; its operator has not.</summary>
public sealed class Node
{
    private readonly Value?[] _inputs;
    private readonly Value?[] _outputs;

    /// <summary>Connects the node to its values. A null input is an absent optional one; a null output is not wanted.</summary>
    public Node(string name, Operator op, IReadOnlyList<Value?> inputs, IReadOnlyList<Value?> outputs,
        IReadOnlyList<Graph>? bodies = null, ValueArray<string>? origins = null)
    {
        Name = name;
        Op = op;
        _inputs = [.. inputs];
        _outputs = [.. outputs];
        Bodies = bodies ?? [];
        Origins = origins ?? [name];
        foreach (var value in _inputs) value?.AddUser(this);
        foreach (var value in _outputs) value?.Producer = this;
    }

    /// <summary>Name for messages and reports.</summary>
    public string Name { get; set; }

    /// <summary>What is computed.</summary>
    public Operator Op { get; }

    /// <summary>Operands; null for an absent optional one.</summary>
    public IReadOnlyList<Value?> Inputs => _inputs;

    /// <summary>Results; null for one nobody wants.</summary>
    public IReadOnlyList<Value?> Outputs => _outputs;

    /// <summary>Subgraphs of control flow. Values taken from outside are explicit: the last
    /// <see cref="Graph.CapturedCount"/> inputs of a body are the last inputs of the node.</summary>
    public IReadOnlyList<Graph> Bodies { get; }

    /// <summary>Names of the ONNX nodes that this node stands for.</summary>
    public ValueArray<string> Origins { get; }

    /// <summary>The value in an input slot, or null if absent.</summary>
    public Value? Input(int index) => index < _inputs.Length ? _inputs[index] : null;

    /// <summary>Replaces an operand.</summary>
    public void SetInput(int index, Value? value)
    {
        _inputs[index]?.RemoveUser(this);
        _inputs[index] = value;
        value?.AddUser(this);
    }

    /// <summary>Drops an output that nobody reads.</summary>
    public void DropOutput(int index) => _outputs[index] = null;

    /// <inheritdoc/>
    public override string ToString() => $"{Op.Info.Name} '{Name}'";

    internal void Disconnect()
    {
        foreach (var value in _inputs) value?.RemoveUser(this);
    }
}
