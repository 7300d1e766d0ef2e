using XinRT.Ir;

namespace XinRT.Onnx.Export;

/// <summary>Builds the body of a fused node, node by node, with types.</summary>
internal sealed class BodyBuilder(string name, string prefix)
{
    private readonly SymbolSource _symbols = new();

    /// <summary>What is built.</summary>
    public Graph Graph { get; } = new(name);

    /// <summary>Adds an input that stands for a value outside.</summary>
    public Value Input(Value outer) => Graph.AddInput(new Value(Graph.UniqueName(outer.Name), outer.Type));

    /// <summary>A constant operand.</summary>
    public Value Constant(Tensor tensor) => new(Graph.UniqueName(prefix), tensor);

    /// <summary>A list of 64-bit integers.</summary>
    public Value Integers(params ReadOnlySpan<long> items) => Constant(Tensor.From(items, items.Length));

    /// <summary>Adds a node with one result, which is returned.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value> inputs)
    {
        var result = new Value(Graph.UniqueName(prefix));
        TypeInference.Run(Graph.Add(new Node($"{prefix}/{op.Info.Name}{Graph.Nodes.Count}", op, inputs.ToArray(),
            [result])), _symbols);
        return result;
    }

    /// <summary>Makes a value an output.</summary>
    public void Output(Value value) => Graph.AddOutput(value);
}
