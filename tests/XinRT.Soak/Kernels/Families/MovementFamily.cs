using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Operators that move elements.</summary>
internal static class MovementFamily
{
    public static Value Copy(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        var x = Operand(graph, choices, dims);
        if (!choices.Chance("expand", 0.3)) return graph.Add("Transpose", [x],
            ("perm", Surroundings.Order(choices, dims.Length).Select(k => (long)k).ToArray()));
        var y = Operand(graph, choices, Surroundings.Broadcastable(choices, dims));
        return graph.Add("Expand", [y, graph.Whole(dims)]);
    }

    public static Value Concat(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int axis = choices.Range("axis", 0, dims.Length - 1);
        var type = Type(choices);
        return graph.Add("Concat", [.. Enumerable.Range(0, choices.Range("parts", 2, 5)).Select(_ =>
            Operand(graph, choices, Surroundings.With(dims, axis, choices.Range("length", 1, 20)), type))],
            ("axis", axis));
    }

    public static Value Pad(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        string mode = choices.Pick("mode", "constant", "edge", "reflect", "wrap");
        long[] pads = [.. Enumerable.Range(0, 2 * dims.Length).Select(k => Amount(dims[k % dims.Length]))];
        return graph.Add("Pad", [Operand(graph, choices, dims), graph.Whole(pads)], ("mode", mode));

        long Amount(long size) => mode == "constant" ? choices.Range("padding", size > 4 ? -2 : 0, 4, 0)
            : choices.Range("padding", 0, (int)Math.Min(3, size - 1));
    }

    public static Value Slice(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        long[] starts = new long[dims.Length], ends = new long[dims.Length], steps = new long[dims.Length];
        for (int a = 0; a < dims.Length; a++)
        {
            bool back = choices.Chance("backwards", 0.25);
            int first = choices.Range("first", 0, (int)dims[a] - 1), length =
                choices.Range("length", 1, (int)dims[a] - first, (int)dims[a] - first);
            steps[a] = choices.Range("step", 1, 3) * (back ? -1 : 1);
            (starts[a], ends[a]) = back ? (first + length - 1, first == 0 ? long.MinValue : first - 1)
                : (first, first + length);
        }
        return graph.Add("Slice", [Operand(graph, choices, dims), graph.Whole(starts), graph.Whole(ends),
            graph.Whole([.. Enumerable.Range(0, dims.Length).Select(a => (long)a)]), graph.Whole(steps)]);
    }

    public static Value Tile(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        long[] repeats = [.. dims.Select(_ => (long)choices.Range("repeats", 1, 3))];
        while (dims.Zip(repeats, (d, r) => d * r).Aggregate(1L, (a, b) =>
            a * b) > 200_000) repeats[Array.IndexOf(repeats, repeats.Max())] = 1;
        return graph.Add("Tile", [Operand(graph, choices, dims), graph.Whole(repeats)]);
    }

    public static Value PixelBlocks(CaseGraph graph, Choices choices)
    {
        long block = choices.Range("block", 1, 4), channels = choices.Channels("channels", 60), height =
            choices.Extent("height", 12), width = choices.Extent("width", 12), batch = choices.Range("batch", 1, 2);
        if (choices.Chance("to depth", 0.4)) return graph.Add("SpaceToDepth",
            [graph.Source(choices, batch, channels, height * block, width * block)], ("blocksize", block));
        return graph.Add("DepthToSpace", [graph.Source(choices, batch, channels * block * block, height, width)],
            ("blocksize", block), ("mode", choices.Pick("mode", "DCR", "CRD")));
    }

    /// <summary>An element type that is moved by generated code, float32 most often.</summary>
    internal static DType Type(Choices choices) =>
        choices.Pick("type", DType.F32, DType.F32, DType.F32, DType.I64, DType.I32, DType.U8, DType.Bool, DType.F64);

    /// <summary>A value of any type that is moved.</summary>
    internal static Value Operand(CaseGraph graph, Choices choices, long[] dims, DType? type = null) =>
        (type ?? Type(choices)) is var t && t == DType.F32 ? graph.Source(choices, dims) : graph.Input(t, dims);
}
