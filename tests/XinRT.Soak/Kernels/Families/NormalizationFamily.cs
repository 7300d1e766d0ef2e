using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Normalizations, softmax, and reductions.</summary>
internal static class NormalizationFamily
{
    public static Value Softmax(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        var x = graph.Source(choices, Shapes.Any(choices));
        return graph.Add(choices.Pick("operator", "Softmax", "LogSoftmax"), [x],
            ("axis", choices.Range("axis", 0, CaseGraph.Dims(x).Length - 1)));
    }

    public static Value Layer(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long[] dims = Shapes.Any(choices);
        int axis = choices.Chance("inner axis", 0.7) ? dims.Length - 1 : choices.Range("axis", 0, dims.Length - 1);
        var x = graph.Source(choices, dims);
        long[] inner = dims[axis..];
        if (choices.Chance("root mean square", 0.35)) return graph.Add("RMSNormalization", [x, graph.Const(inner)],
            ("axis", axis), ("epsilon", 1e-3f));
        // Scale and bias broadcast to the inner axes, each in its own way.
        var y = graph.Add("LayerNormalization", [x, graph.Const(Part(choices, inner)), choices.Chance("bias", 0.7)
            ? graph.Const(Part(choices, inner)) : null],
            ("axis", axis), ("epsilon", 1e-3f));
        return choices.Chance("constant behind", 0.35)
            ? graph.Add(choices.Pick("joined by", "Mul", "Add"), [y, graph.Const(Part(choices, inner))]) : y;
    }

    public static Value Group(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int axes = choices.Pick("axes", 2, 1, 2, 3);
        long groups = choices.Range("groups", 1, 16), channels = groups * choices.Range("channels of a group", 1, 24);
        long[] dims = Shapes.Bounded([choices.Range("batch", 1, 3), channels,
            .. Enumerable.Range(0, axes).Select(_ => (long)choices.Extent("extent", axes == 3 ? 8 : 16))], 60_000,
            from: 2);
        var x = graph.Source(choices, dims);
        if (choices.Chance("each channel alone", 0.35)) return graph.Add("InstanceNormalization",
            [x, graph.Const(channels), graph.Const(channels)], ("epsilon", 1e-3f));
        return graph.Add("GroupNormalization", [x, graph.Const(channels), graph.Const(channels)],
            ("num_groups", groups), ("epsilon", 1e-3f));
    }

    public static Value Batch(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int axes = choices.Range("axes", 0, 3, 2);
        long channels = choices.Channels("channels");
        long[] dims = Shapes.Bounded([choices.Range("batch", 1, 3), channels,
            .. Enumerable.Range(0, axes).Select(_ => (long)choices.Extent("extent", axes == 3 ? 8 : 20))], 100_000,
            from: 2);
        var x = graph.Source(choices, dims);
        // Constant statistics become a product and a sum.
        if (choices.Chance("statistics are values", 0.4)) return graph.Add("BatchNormalization",
            [x, graph.Const(channels), graph.Const(channels), graph.Input(DType.F32, channels),
                graph.Input(DType.F32, [channels], "floats", 0.5, 1.5)]);
        return graph.Add("BatchNormalization", [x, graph.Const(channels), graph.Const(channels), graph.Const(channels),
            graph.Positive(channels)]);
    }

    public static Value Reduce(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        string op = choices.Pick("operator", "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1",
            "ReduceL2", "ReduceSumSquare", "ReduceProd", "ReduceLogSumExp");
        graph.TakesSpecials = op is "ReduceMax" or "ReduceMin" or "ReduceSum";
        long[] axes = [.. Enumerable.Range(0, dims.Length).Where(_ =>
            choices.Chance("axis is reduced", 0.5)).Select(a => (long)a)];
        if (axes.Length == 0) axes = [dims.Length - 1];
        var x = op == "ReduceProd" ? graph.Add("Exp",
            [graph.Add("Mul", [graph.Source(choices, dims), graph.Scalar(0.01f)])]) : graph.Source(choices, dims);
        return graph.Add(op, [x, graph.Whole(axes)], ("keepdims", choices.Chance("axes are dropped", 0.4) ? 0 : 1));
    }

    private static long[] Part(Choices choices, long[] inner) =>
        choices.Chance("all numbers", 0.7) ? inner
            : [.. inner.Select(d => choices.Chance("axis is single", 0.5) ? 1 : d)];
}
