using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Where a pattern fits: values, nodes and operators by the names given in the pattern.</summary>
public sealed class Match
{
    private readonly Dictionary<string, Binding> _named = [];

    internal Match(Node root, Binding? bindings, FusionPolicy policy)
    {
        (Root, Policy) = (root, policy);
        var nodes = new List<Node>();
        for (var b = bindings; b is not null; b = b.Next)
        {
            if (b.Name is not null) _named[b.Name] = b;
            if (b.Node is not null && !nodes.Contains(b.Node)) nodes.Add(b.Node);
        }
        Nodes = nodes;
    }

    /// <summary>What the backend takes.</summary>
    public FusionPolicy Policy { get; }

    /// <summary>The node whose output is replaced.</summary>
    public Node Root { get; }

    /// <summary>Every node that the pattern covers, producers before the root.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The value that the rewrite replaces.</summary>
    public Value Output => Root.Outputs[0]!;

    /// <summary>A value by name; an error if the pattern did not bind it.</summary>
    public Value this[string name] => _named[name].Value;

    /// <summary>Whether an optional part or alternative with this name was met.</summary>
    public bool Has(string name) => _named.ContainsKey(name);

    /// <summary>A value by name, or null if an optional part was absent.</summary>
    public Value? Find(string name) => _named.GetValueOrDefault(name)?.Value;

    /// <summary>The node that computes a named value.</summary>
    public Node Node(string name) => _named[name].Value.Producer
        ?? throw new InvalidOperationException($"No node computes '{name}'.");

    /// <summary>The operator that computes a named value.</summary>
    public T Op<T>(string name) where T : Operator => (T)Node(name).Op;

    /// <summary>Contents of a named constant.</summary>
    public Tensor Constant(string name) => this[name].Constant
        ?? throw new InvalidOperationException($"'{name}' is not constant.");

    /// <summary>A named constant with one element as a number.</summary>
    public double Number(string name) => Constant(name).ToDoubles()[0];

    /// <summary>A named constant as whole numbers, or null if it is absent.</summary>
    public long[]? Integers(string name) => Find(name)?.Constant?.ToInt64s();
}
