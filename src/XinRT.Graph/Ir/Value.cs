namespace XinRT.Ir;

/// <summary>One value of a graph: a graph input, a constant, or an output of a node.</summary>
public sealed class Value
{
    private readonly List<Node> _users = [];
    private List<ValueSource>? _sources;
    private HashSet<string>? _known;

    /// <summary>Makes a graph input or an output; <see cref="Graph"/> and <see cref="Node"/> connect it.</summary>
    public Value(string name, IrType? type = null)
    {
        Name = name;
        Type = type ?? new TensorType(DType.Undefined, null);
    }

    /// <summary>Makes a constant.</summary>
    public Value(string name, Tensor constant) : this(name, constant.Type) => Constant = constant;

    /// <summary>Name, unique within its graph.</summary>
    public string Name { get; set; }

    /// <summary>Type as far as it is known.</summary>
    public IrType Type { get; set; }

    /// <summary>The contents, if they are fixed.</summary>
    public Tensor? Constant { get; set; }

    /// <summary>Symbolic contents of a small integer tensor in row-major order, where inference knows them.</summary>
    public IReadOnlyList<Dim>? Data { get; set; }

    /// <summary>Tensors of the imported model that the value holds or that follow from it; rewrites keep them.</summary>
    public IReadOnlyList<ValueSource> Sources
    {
        get => _sources ?? [];
        set => (_sources, _known) = (value.Count == 0 ? null : [.. value], null);
    }

    /// <summary>The node that computes the value; null for inputs and constants.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>Nodes that read the value, once per reading input slot.</summary>
    public IReadOnlyList<Node> Users => _users;

    /// <summary>Whether the contents are fixed.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>The type as a tensor type; rank-less and undefined if it is something else.</summary>
    public TensorType TensorType => Type as TensorType ?? new TensorType(DType.Undefined, null);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";

    /// <summary>The same value for another graph or place.</summary>
    /// <param name="name">Its name there.</param>
    public Value Copy(string name) => new(name, Type) { Constant = Constant, Data = Data, Sources = Sources };

    /// <summary>Adds tensors that follow from this value.</summary>
    public void AddSources(IReadOnlyList<ValueSource> more)
    {
        if (more.Count == 0) return;
        _sources ??= [];
        // Thousands of equal nodes may become one.
        _known ??= [.. _sources.Select(s => s.Tensor)];
        foreach (var source in more)
            if (_known.Add(source.Tensor)) _sources.Add(source);
    }

    internal void AddUser(Node node) => _users.Add(node);

    internal void RemoveUser(Node node) => _users.Remove(node);
}
