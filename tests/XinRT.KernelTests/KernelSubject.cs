using XinRT.Backends;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.KernelTests;

/// <summary>A node with contents for its inputs, and what it must give.</summary>
internal sealed class KernelSubject
{
    private static readonly float[] Special =
    [
        float.NaN, 0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, 1.17549435e-38f, 3e38f, -3e38f,
    ];

    public KernelSubject(string graph, KernelCheck options)
    {
        var parsed = Graph.Parse(graph);
        Text = graph;
        if (parsed.Nodes.Count != 1) throw new ArgumentException($"One node is checked, but the text has {parsed.Nodes.Count}.", nameof(graph));
        Node = parsed.Nodes[0];
        var contents = new Dictionary<Value, Tensor>();
        var layouts = new TensorLayout?[Node.Inputs.Count];
        var inputs = new Tensor?[Node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (Node.Inputs[i] is not { } value) continue;
            if (!contents.TryGetValue(value, out var tensor)) tensor = value.Constant ?? Fill(value, options, options.Seed + contents.Count);
            layouts[i] = options.Layout?.Invoke(i, tensor.Dims.ToArray()) ?? TensorLayout.RowMajor(tensor.Dims);
            if (value.Constant is null && !contents.ContainsKey(value)) tensor = Repeated(tensor, layouts[i]!);
            contents[value] = inputs[i] = tensor;
        }
        Inputs = inputs;
        Expected = [.. NodeEvaluation.Run(Node, inputs, new ReferenceExecutor { Threads = 1 }).Select(d => (Tensor?)d)];
        Problem = new(Node,
            [.. inputs.Select((t, i) => t is null ? null : new KernelOperand(t.DType, layouts[i]!, Node.Inputs[i]!.Constant))],
            [.. Expected.Select(t => t is null ? null : new KernelOperand(t.DType, TensorLayout.RowMajor(t.Dims)))]);
    }

    public string Text { get; }

    public Node Node { get; }

    /// <summary>Contents of the node's inputs.</summary>
    public IReadOnlyList<Tensor?> Inputs { get; }

    /// <summary>What the reference gives.</summary>
    public IReadOnlyList<Tensor?> Expected { get; }

    public KernelProblem Problem { get; }

    /// <summary>Offsets of all elements, in elements, in row-major order.</summary>
    public static long[] Offsets(TensorLayout layout)
    {
        var result = new long[layout.Count];
        if (result.Length == 0) return result;
        var index = new long[layout.Rank];
        long offset = 0;
        for (int i = 0; ; i++)
        {
            result[i] = offset;
            int axis = layout.Rank - 1;
            for (; axis >= 0; axis--)
            {
                offset += layout.Strides[axis];
                if (++index[axis] < layout.Dims[axis]) break;
                offset -= index[axis] * layout.Strides[axis];
                index[axis] = 0;
            }
            if (axis < 0) return result;
        }
    }

    public static long[] IndexOf(long flat, ReadOnlySpan<long> dims)
    {
        var index = new long[dims.Length];
        for (int axis = dims.Length - 1; axis >= 0; axis--) (flat, index[axis]) = (flat / dims[axis], flat % dims[axis]);
        return index;
    }

    private static Tensor Fill(Value value, KernelCheck options, int seed)
    {
        if (options.Inputs.TryGetValue(value.Name, out var given)) return given;
        if (value.Type is not TensorType { Shape: { } shape } type || !shape.TryGetStatic(out long[]? dims))
            throw new ArgumentException($"Input '{value.Name}' needs a static shape.");
        if (type.DType != DType.F32) return SyntheticTensor.Make(type.DType, dims, seed);
        var tensor = Tensor.Zeros(DType.F32, dims);
        var random = new Random(seed);
        foreach (ref float item in tensor.Span<float>())
        {
            item = options.Range.Low + (options.Range.High - options.Range.Low) * random.NextSingle();
            if (options.SpecialValues && random.Next(16) == 0) item = Special[random.Next(Special.Length)];
        }
        return tensor;
    }

    // Where axes share memory (stride 0) their elements are the same.
    private static Tensor Repeated(Tensor tensor, TensorLayout layout)
    {
        int size = tensor.DType.SizeInBytes();
        var memory = new byte[layout.Span * size];
        var offsets = Offsets(layout);
        var result = tensor.Clone();
        for (int i = 0; i < offsets.Length; i++) tensor.Bytes.Span.Slice(i * size, size).CopyTo(memory.AsSpan((int)offsets[i] * size));
        for (int i = 0; i < offsets.Length; i++) memory.AsSpan((int)offsets[i] * size, size).CopyTo(result.Bytes.Span[(i * size)..]);
        return result;
    }
}
