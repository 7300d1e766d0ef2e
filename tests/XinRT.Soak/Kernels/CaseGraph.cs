using XinRT.Ir;

namespace XinRT.Soak.Kernels;

/// <summary>A graph under construction: every node has its types at once, so that what follows can be chosen by
/// them.</summary>
internal sealed class CaseGraph
{
    private readonly SymbolSource _symbols = new();
    private readonly List<InputData> _data = [];
    private int _names;

    /// <summary>The graph so far.</summary>
    public Graph Graph { get; } = new("case");

    /// <summary>What is special about inputs.</summary>
    public IReadOnlyList<InputData> Data => _data;

    /// <summary>Whether NaN and infinities may be put into inputs: an operator that spreads them over its whole result,
    /// or by an
    /// algorithm of its own, says no.</summary>
    public bool TakesSpecials { get; set; } = true;

    /// <summary>Sizes of a value.</summary>
    public static long[] Dims(Value value) => [.. value.TensorType.Shape!.Select(d => d.Value)];

    /// <summary>An input.</summary>
    public Value Input(DType dtype, params long[] dims) =>
        Graph.AddInput(new Value($"x{_names++}", new TensorType(dtype, Shape.Of(dims))));

    /// <summary>An input of numbers from a range.</summary>
    public Value Input(DType dtype, long[] dims, string kind, double low, double high)
    {
        var value = Input(dtype, dims);
        _data.Add(new(value.Name, kind, low, high));
        return value;
    }

    /// <summary>A constant of made-up numbers from -1 to 1.</summary>
    public Value Const(params long[] dims) => new($"c{_names++}", SyntheticTensor.Make(DType.F32, dims));

    /// <summary>A constant of whole numbers.</summary>
    public Value Whole(params long[] items) => new($"c{_names++}", Tensor.From<long>(items, items.Length));

    /// <summary>A constant number without axes.</summary>
    public Value Scalar(float number) => new($"c{_names++}", Tensor.Scalar(number));

    /// <summary>A constant of positive numbers, as nodes that folding computes.</summary>
    public Value Positive(params long[] dims) => Add("Add", [Add("Abs", [Const(dims)]), Scalar(0.5f)]);

    /// <summary>A node of one result.</summary>
    public Value Add(string op, Value?[] inputs, params (string Name, object Value)[] attributes) =>
        AddNode(op, 1, inputs, attributes).Outputs[0]!;

    /// <summary>A node.</summary>
    public Node AddNode(string op, int outputs, Value?[] inputs, params (string Name, object Value)[] attributes)
    {
        var map = new AttributeMap();
        foreach (var (name, value) in attributes) map.Set(name, value is int i ? (long)i : value is bool b ? b ? 1L
            : 0L : value);
        var results = Enumerable.Range(0, outputs).Select(_ => new Value($"v{_names++}")).ToArray();
        var node = Graph.Add(new Node(results[0].Name, OperatorRegistry.Find("", op)!.Create(map), inputs, results));
        TypeInference.Run(node, _symbols);
        return node;
    }
}
