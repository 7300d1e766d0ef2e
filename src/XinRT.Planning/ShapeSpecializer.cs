using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Planning;

/// <summary>Makes the graph of concrete input shapes out of an engine's graph: symbols become numbers, and what only shapes decide
/// becomes constant.</summary>
public static class ShapeSpecializer
{
    // Larger results are cheaper to compute in each run than to keep for each shape.
    private const long FoldLimit = 16 << 20;

    /// <summary>A copy of the graph with input types replaced, and the index of each of its nodes in the original.</summary>
    public static (Graph Graph, IReadOnlyDictionary<Node, int> Origins) Run(Graph graph, IReadOnlyList<IrType> inputs, EngineOptions options)
    {
        var result = Specialize(graph, inputs, options);
        RemoveDead(result.Graph);
        return result;
    }

    /// <summary>Values of a graph that the shapes of its inputs decide, by name.</summary>
    public static IReadOnlyDictionary<string, Tensor> Constants(Graph graph, IReadOnlyList<IrType> inputs, EngineOptions options) =>
        Specialize(graph, inputs, options).Graph.Values.Where(v => v.IsConstant)
            .ToDictionary(v => v.Name, v => v.Constant!, StringComparer.Ordinal);

    private static (Graph Graph, Dictionary<Node, int> Origins) Specialize(Graph graph, IReadOnlyList<IrType> inputs, EngineOptions options)
    {
        var copy = graph.Clone();
        var origins = new Dictionary<Node, int>();
        for (int i = 0; i < copy.Nodes.Count; i++) origins[copy.Nodes[i]] = i;
        for (int i = 0; i < inputs.Count; i++) copy.Inputs[i].Type = inputs[i];
        var symbols = new SymbolSource(copy);
        var host = new FoldingHost(options);
        foreach (var node in copy.Nodes)
        {
            TypeInference.Run(node, symbols);
            Fold(node, host);
        }
        return (copy, origins);
    }

    private static void Fold(Node node, FoldingHost host)
    {
        bool known = true;
        foreach (var value in node.Outputs)
            if (value is not null) known &= (value.Constant = ShapeContents.Of(value)) is not null;
        if (known || node.Bodies.Count > 0 || !node.Op.IsDeterministic) return;
        foreach (var value in node.Outputs)
            if (value is not null && (value.TensorType is not { DType: not DType.Undefined, IsStatic: true }
                || MemorySize.Of(value.Type) is not <= FoldLimit)) return;
        if (node.Inputs.Any(v => v is { IsConstant: false })) return;
        var results = NodeEvaluation.Run(node, [.. node.Inputs.Select(v => v?.Constant)], host);
        for (int k = 0; k < node.Outputs.Count; k++)
            if (node.Outputs[k] is { } value && results[k] is Tensor tensor) value.Constant = tensor;
    }

    private static void RemoveDead(Graph graph)
    {
        var needed = graph.Outputs.Where(v => !v.IsConstant).ToHashSet();
        var dead = new HashSet<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(v => v is not null && needed.Contains(v))) needed.UnionWith(node.Inputs.Where(v => v is { IsConstant: false })!);
            else dead.Add(node);
        }
        graph.RemoveAll(dead.Contains);
    }

    private sealed class FoldingHost(EngineOptions options) : IEvalHost
    {
        public int Threads => options.Threads;

        public CancellationToken Cancel => default;

        public long MaxTensorBytes => options.MaxTensorBytes;

        public int Seed => options.Seed;

        public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims) => Tensor.Zeros(dtype, dims);

        public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs) => throw new NotSupportedException("Nodes with bodies are not folded.");
    }
}
