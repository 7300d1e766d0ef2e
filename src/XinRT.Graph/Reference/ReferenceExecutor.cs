using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Runs a graph by calling <see cref="Operator.Evaluate"/> node by node, with managed memory. The oracle of every
/// test, and the evaluator of constant folding; engines run through the Runtime instead.</summary>
public sealed class ReferenceExecutor : IEvalHost
{
    /// <inheritdoc/>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    public IParallelism? Parallelism { get; init; }

    /// <inheritdoc/>
    public int Seed { get; init; } = 1;

    /// <summary>Called after each node with its outputs.</summary>
    public Action<Node, IReadOnlyList<Datum?>>? Observe { get; init; }

    /// <summary>Puts another value in the place of a computed one, for comparisons from golden values.</summary>
    public Func<Value, Datum, Datum>? Intercept { get; init; }

    /// <inheritdoc/>
    public CancellationToken Cancel { get; init; }

    /// <inheritdoc/>
    public long MaxTensorBytes { get; init; } = long.MaxValue;

    /// <summary>Runs a graph. Inputs come in the order of <see cref="Graph.Inputs"/>, outputs leave in that of
    /// <see cref="Graph.Outputs"/>.</summary>
    public Datum[] Run(Graph graph, IReadOnlyList<Datum> inputs)
    {
        if (inputs.Count != graph.Inputs.Count)
        {
            throw new InferenceException("XIN6101", $"graph '{graph.Name}'",
                $"it takes {graph.Inputs.Count} inputs, but {inputs.Count} were given");
        }
        // Also for a body without nodes: a loop may run it as often as it likes.
        Cancel.ThrowIfCancellationRequested();
        var values = new Dictionary<Value, Datum>(graph.Nodes.Count);
        var readers = new Dictionary<Value, int>(graph.Nodes.Count);
        for (int i = 0; i < inputs.Count; i++) values[graph.Inputs[i]] = inputs[i];
        foreach (var node in graph.Nodes)
            foreach (var value in node.Inputs)
                if (value is not null) readers[value] = readers.GetValueOrDefault(value) + 1;
        foreach (var output in graph.Outputs) readers[output] = readers.GetValueOrDefault(output) + 1;

        foreach (var node in graph.Nodes)
        {
            Cancel.ThrowIfCancellationRequested();
            var outputs = Evaluate(node, [.. node.Inputs.Select(v => v is null ? null : Read(v, values))]);
            for (int i = 0; i < node.Outputs.Count; i++)
                if (node.Outputs[i] is { } value) values[value] = Intercept is null ? outputs[i]! : Intercept(value, outputs[i]!);
            Observe?.Invoke(node, outputs);
            foreach (var value in node.Inputs)
                if (value is not null && --readers[value] == 0) values.Remove(value);
        }
        return [.. graph.Outputs.Select(v => Read(v, values))];
    }

    /// <summary>Evaluates one node.</summary>
    public IReadOnlyList<Datum?> Evaluate(Node node, IReadOnlyList<Datum?> inputs) => NodeEvaluation.Run(node, inputs, this);

    /// <inheritdoc/>
    public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims) => Tensor.Zeros(dtype, dims);

    /// <inheritdoc/>
    public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs) => Run(body, inputs);

    private static Datum Read(Value value, Dictionary<Value, Datum> values) => value.Constant
        ?? values.GetValueOrDefault(value)
        ?? throw new InferenceException("XIN6102", $"value '{value.Name}'", "it is read before any node computes it");
}
