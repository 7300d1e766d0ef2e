using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels;

/// <summary>What stands before and behind the operator under test, so that it meets strides, views, parts of larger
/// tensors, and fused
/// neighbors.</summary>
internal static class Surroundings
{
    private const long MostElements = 300_000;

    /// <summary>A value of float32 of these sizes: an input, or made of one.</summary>
    public static Value Source(this CaseGraph graph, Choices choices, params long[] dims)
    {
        int rank = dims.Length;
        bool large = dims.Aggregate(1L, (a, b) => a * b) > MostElements;
        int kind = rank == 0 || large ? 0 : choices.Weighted("source", 8, 2, 1.5, 1, 1, 1.5, 1, rank is 3 or 4 ? 2 : 0);
        int axis = rank == 0 ? 0 : choices.Range("source axis", 0, rank - 1);
        switch (kind)
        {
            case 1:
                int[] order = Order(choices, rank);
                return graph.Add("Transpose", [graph.Input(DType.F32,
                    [.. order.Select((_, k) => dims[Array.IndexOf(order, k)])])],
                    ("perm", order.Select(k => (long)k).ToArray()));
            case 2:
                int before = choices.Range("cut before", 0, 3), after = choices.Range("cut behind", 0, 3);
                return graph.Add("Slice", [graph.Input(DType.F32, With(dims, axis, dims[axis] + before + after)),
                    graph.Whole(before), graph.Whole(before + dims[axis]), graph.Whole(axis)]);
            case 3 when dims[axis] > 1:
                int first = choices.Range("first part", 1, (int)dims[axis] - 1);
                return graph.Add("Concat", [graph.Input(DType.F32, With(dims, axis, first)),
                    graph.Input(DType.F32, With(dims, axis, dims[axis] - first))], ("axis", axis));
            case 4:
                var split = graph.AddNode("Split", 2,
                    [graph.Input(DType.F32, With(dims, axis, 2 * dims[axis])), graph.Whole(dims[axis], dims[axis])],
                    ("axis", axis));
                if (choices.Chance("other half is wanted", 0.3)) graph.Graph.AddOutput(split.Outputs[1]!);
                return split.Outputs[choices.Chance("second half", 0.5) && !graph.Graph.IsOutput(split.Outputs[1]!) ? 1
                    : 0]!;
            case 5:
                string function = choices.Pick("source function", "Relu", "Abs", "Sigmoid", "Tanh", "Neg");
                var made = graph.Add(function, [graph.Input(DType.F32, dims)]);
                if (choices.Chance("source is wanted", 0.2)) graph.Graph.AddOutput(made);
                return made;
            case 6:
                return graph.Add("Reshape", [graph.Input(DType.F32, dims.Aggregate(1L, (a, b) => a * b)),
                    graph.Whole(dims)]);
            case 7 when rank is 3 or 4:
                int channels = choices.Range("source channels", 1, 24);
                return graph.Add("Conv", [graph.Input(DType.F32, With(dims, 1, channels)),
                    graph.Const([dims[1], channels, .. Enumerable.Repeat(1L, rank - 2)])]);
            default:
                return graph.Input(DType.F32, dims);
        }
    }

    /// <summary>Puts operators behind a value and makes the last one a result of the graph.</summary>
    public static void Finish(this CaseGraph graph, Choices choices, Value value)
    {
        var type = value.TensorType;
        if (!type.IsStatic || type.DType != DType.F32)
        {
            graph.Graph.AddOutput(value);
            return;
        }
        int steps = choices.Weighted("functions behind", 4, 3, 2, 1);
        for (int i = 0; i < steps; i++)
        {
            if (choices.Chance("result between is wanted", 0.08)) graph.Graph.AddOutput(value);
            value = Function(graph, choices, value);
        }
        value = Move(graph, choices, value);
        if (!graph.Graph.IsOutput(value)) graph.Graph.AddOutput(value);
    }

    /// <summary>An element-wise function of a value, perhaps with another operand that broadcasts.</summary>
    public static Value Function(CaseGraph graph, Choices choices, Value x)
    {
        long[] dims = CaseGraph.Dims(x);
        switch (choices.Weighted("function", 6, 6, 3, 2, 2, 2, 1, 1))
        {
            case 0:
                return graph.Add(choices.Pick("unary", "Relu", "Sigmoid", "Tanh", "HardSwish", "HardSigmoid", "Gelu",
                    "LeakyRelu", "Elu", "Selu",
                    "Softplus", "Mish", "Abs", "Neg", "Erf", "Softsign", "Celu", "ThresholdedRelu"), [x]);
            case 1:
                var other = choices.Chance("operand is constant", 0.6) ? graph.Const(Broadcastable(choices, dims))
                    : graph.Input(DType.F32, Broadcastable(choices, dims));
                string op = choices.Pick("binary", "Add", "Mul", "Sub", "Max", "Min");
                return graph.Add(op, choices.Chance("operands swapped", 0.3) ? [other, x] : [x, other]);
            case 2:
                return graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]);
            case 3:
                return graph.Add("Add", [x, graph.Source(choices, dims)]);
            case 4:
                return graph.Add("Clip", [x, graph.Scalar(choices.Range("least", -2, 0, 0)),
                    graph.Scalar(choices.Range("most", 1, 6))]);
            case 5:
                return graph.Add("PRelu", [x, graph.Const(dims.Length > 2
                    ? [dims[1], .. Enumerable.Repeat(1L, dims.Length - 2)] : [1])]);
            case 6:
                return graph.Add("Div", [x, graph.Scalar(choices.Pick("divisor", 1.5f, 0.25f, 3f))]);
            default:
                return graph.Add("Where", [graph.Input(DType.Bool, Broadcastable(choices, dims)), x,
                    graph.Const(Broadcastable(choices, dims))]);
        }
    }

    /// <summary>Sizes that broadcast to these.</summary>
    public static long[] Broadcastable(Choices choices, long[] dims)
    {
        int kind = choices.Weighted("broadcast", 2, 2, 2, 3, 2);
        long[] result = kind switch
        {
            0 => [],
            1 => dims.Length > 1 ? [dims[1], .. Enumerable.Repeat(1L, dims.Length - 2)] : [.. dims],
            2 => dims.Length > 0 ? [dims[^1]] : [],
            3 => [.. dims],
            _ => [.. dims.Select(d => choices.Chance("axis is single", 0.5) ? 1 : d)],
        };
        int dropped = kind == 4 ? choices.Range("axes dropped", 0, Math.Max(0, result.Length - 1)) : 0;
        return result[dropped..];
    }

    /// <summary>A random order of axes.</summary>
    public static int[] Order(Choices choices, int rank)
    {
        var rest = Enumerable.Range(0, rank).ToList();
        var order = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int at = choices.Range("axis order", 0, rest.Count - 1);
            order[i] = rest[at];
            rest.RemoveAt(at);
        }
        return order;
    }

    /// <summary>The sizes with another one along an axis.</summary>
    public static long[] With(long[] dims, int axis, long size)
    {
        long[] result = [.. dims];
        result[axis] = size;
        return result;
    }

    private static Value Move(CaseGraph graph, Choices choices, Value x)
    {
        long[] dims = CaseGraph.Dims(x);
        int rank = dims.Length;
        if (rank == 0) return x;
        int axis = choices.Range("move axis", 0, rank - 1);
        switch (choices.Weighted("move", 8, 1.5, 1, 1, 1, 1, 1, rank == 4 ? 1.5 : 0, rank is 3 or 4 ? 1 : 0))
        {
            case 1: return graph.Add("Transpose", [x], ("perm", Order(choices, rank).Select(k => (long)k).ToArray()));
            case 2:
                return graph.Add("Concat", choices.Chance("comes second", 0.5) ? [graph.Source(choices, dims), x]
                : [x, graph.Source(choices, dims)], ("axis", axis));
            case 3:
                return graph.Add("Slice", [x, graph.Whole(choices.Range("start", 0, (int)dims[axis] - 1)),
                graph.Whole(long.MaxValue), graph.Whole(axis)]);
            case 4: return graph.Add("Reshape", [x, graph.Whole(-1)]);
            case 5:
                if (dims[axis] < 2) return x;
                int first = choices.Range("first piece", 1, (int)dims[axis] - 1);
                var split = graph.AddNode("Split", 2, [x, graph.Whole(first, dims[axis] - first)], ("axis", axis));
                graph.Graph.AddOutput(split.Outputs[1]!);
                return split.Outputs[0]!;
            case 6:
                return graph.Add("Pad", [x, graph.Whole([.. Enumerable.Range(0, 2 * rank).Select(k =>
                (long)(k % rank == axis ? choices.Range("padding", 0, 2) : 0))])]);
            case 7 when rank == 4:
                return graph.Add("MaxPool", [x],
                ("kernel_shape", new long[] { Math.Min(2, dims[2]), Math.Min(2, dims[3]) }));
            case 8 when rank is 3 or 4:
                graph.TakesSpecials = false;
                return graph.Add("Conv", [x, graph.Const([choices.Range("last channels", 1, 20), dims[1],
                    .. Enumerable.Repeat(1L, rank - 2)])]);
            default: return x;
        }
    }
}
