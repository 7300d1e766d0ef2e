using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>A convolution or matrix product with constant weights and what follows it up to the first node that does more than
/// add the bias or apply a function of one number.</summary>
internal sealed class ParallelLayer
{
    private readonly List<Node> _covered;

    private ParallelLayer(LayerPattern layer)
    {
        (Layer, Bias, Output) = (layer, layer.Bias?.Reshape(layer.Bias.Count), layer.Node.Outputs[0]!);
        _covered = [Node];
    }

    /// <summary>The convolution or product.</summary>
    public LayerPattern Layer { get; }

    /// <summary>Its node.</summary>
    public Node Node => Layer.Node;

    /// <summary>The weights.</summary>
    public Tensor Weight => Layer.Weight;

    /// <summary>The axis of the weights along which the outputs lie.</summary>
    public int Axis => Layer.Axis;

    /// <summary>Number of outputs.</summary>
    public long Channels => Layer.Channels;

    /// <summary>One number per output, or null.</summary>
    public Tensor? Bias { get; private set; }

    /// <summary>The functions that follow, in order.</summary>
    public IReadOnlyList<Node> Functions { get; private set; } = [];

    /// <summary>What all of it computes.</summary>
    public Value Output { get; private set; }

    /// <summary>The nodes that one joined layer replaces.</summary>
    public IReadOnlyList<Node> Covered => _covered;

    /// <summary>Reads a layer, or says that the node is none.</summary>
    public static ParallelLayer? Of(Graph graph, Node node)
    {
        if (node.Op is not (ConvOp { Group: 1 } or MatMulOp or GemmOp { Alpha: 1, Beta: 1, TransA: false })
            || node.Outputs is not [{ TensorType.Shape: not null }]
            || LayerPattern.Of(node) is not { } pattern) return null;
        if (pattern.Bias is { } bias && !AxisNumbers.Fit(bias.Type.Shape!, 2, -1, pattern.Channels)) return null;
        var layer = new ParallelLayer(pattern);
        if (node.Op is MatMulOp) layer.TakeBias(graph);
        layer.TakeFunctions(graph);
        return layer;
    }

    /// <summary>Whether both layers do the same with other weights.</summary>
    public bool IsLike(ParallelLayer other)
    {
        if (!Node.Op.Equals(other.Node.Op) || Weight.DType != other.Weight.DType || Weight.Rank != other.Weight.Rank || Functions.Count != other.Functions.Count) return false;
        for (int i = 0; i < Weight.Rank; i++)
            if (i != Axis && Weight.Dims[i] != other.Weight.Dims[i]) return false;
        return Functions.Zip(other.Functions).All(p => p.First.Op.Equals(p.Second.Op) && p.First.Inputs.Count == p.Second.Inputs.Count
            && p.First.Inputs.Zip(p.Second.Inputs).All(v => IsSameNumber(v.First, v.Second)));
    }

    /// <summary>Why a part of a joined result would serve the readers worse than a result of its own, or null.</summary>
    public string? WhyNot(Graph graph) =>
        graph.IsOutput(Output) ? $"'{Output.Name}' is an output of the graph"
        : Node.Inputs[1]!.Users.Count > 1 ? $"the weights of '{Node.Name}' are also read elsewhere"
        // The layer's own kernel computes what follows before it stores; after a joined layer it would be a pass over memory.
        : Output.Users.Count == 0 || Output.Users.All(n => ElementwiseTerms.WhyNot(n) is null) ? $"'{Output.Name}' is read by an element-wise node"
        // It is written directly into the whole; a part of another result would have to be copied.
        : Output.Users.Any(n => n.Op is ConcatOp) ? $"'{Output.Name}' is part of a concatenation"
        : null;

    // Gemm and Conv add the bias themselves.
    private void TakeBias(Graph graph)
    {
        if (graph.IsOutput(Output) || Output.Users is not [{ Op: AddOp } add] || add.Inputs.FirstOrDefault(v => v?.Constant is not null)?.Constant is not { } bias) return;
        if (bias.DType != Weight.DType || !AxisNumbers.Fit(bias.Type.Shape!, Output.TensorType.Shape!.Rank, -1, Channels)) return;
        if (!Output.TensorType.Shape!.Equals(add.Outputs[0]!.TensorType.Shape)) return;
        Bias = bias.Reshape(Channels);
        Output = add.Outputs[0]!;
        _covered.Add(add);
    }

    private void TakeFunctions(Graph graph)
    {
        var functions = new List<Node>();
        while (!graph.IsOutput(Output) && Output.Users is [{ } next] && ElementwiseTerms.WhyNot(next) is null
            && next.Inputs.All(v => v is null || v == Output || ElementwiseTerms.Number(v) is not null)
            && Output.TensorType.Equals(next.Outputs[0]!.TensorType))
        {
            functions.Add(next);
            Output = next.Outputs[0]!;
        }
        Functions = functions;
        _covered.AddRange(functions);
    }

    // Both are absent, both are the value that the function is of, or both are the same number.
    private static bool IsSameNumber(Value? a, Value? b) =>
        a is null || b is null ? a == b : ElementwiseTerms.Number(a) == ElementwiseTerms.Number(b);
}
