using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Operators that choose elements by numbers.</summary>
internal static class IndexFamily
{
    public static Value Gather(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int axis = choices.Range("axis", 0, dims.Length - 1);
        long[] places = choices.Weighted("index axes", 3, 1, 1)
            switch
        {
            0 => [choices.Range("places", 1, 20)],
            1 => [],
            _ =>
            [choices.Range("places", 1, 4), choices.Range("places", 1, 5)]
        };
        return graph.Add("Gather", [MovementFamily.Operand(graph, choices, dims),
            Places(graph, choices, places, dims[axis])], ("axis", axis));
    }

    public static Value GatherND(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int indices = choices.Range("indices", 1, Math.Min(3, dims.Length));
        long[] outer = choices.Chance("two axes", 0.4) ? [choices.Range("places", 1, 4), choices.Range("places", 1, 6)]
            : [choices.Range("places", 1, 20)];
        return graph.Add("GatherND", [MovementFamily.Operand(graph, choices, dims),
            Tuples(graph, choices, outer, dims[..indices])]);
    }

    public static Value GatherElements(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int axis = choices.Range("axis", 0, dims.Length - 1);
        long[] places = [.. dims.Select((d, a) => a == axis ? choices.Range("places", 1, 20)
            : (long)choices.Range("length", 1, (int)d, (int)d))];
        return graph.Add("GatherElements", [MovementFamily.Operand(graph, choices, dims),
            Places(graph, choices, places, dims[axis])], ("axis", axis));
    }

    /// <summary>Each place once, as the result of writing one twice is not defined, unless what is written is
    /// combined.</summary>
    public static Value Scatter(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        string reduction = choices.Pick("reduction", "none", "add", "max");
        long[] dims = Shapes.Any(choices);
        int axis = choices.Range("axis", 0, dims.Length - 1);
        if (choices.Chance("whole slices", 0.5))
        {
            long rows = choices.Range("places", 1, (int)Math.Min(dims[0], 20));
            var numbers = reduction == "none" ? graph.Whole([.. Spread(choices, rows, dims[0])])
                : Places(graph, choices, [rows], dims[0]);
            return graph.Add("ScatterND", [graph.Source(choices, dims),
                graph.Add("Reshape", [numbers, graph.Whole(rows, 1)]), graph.Source(choices, [rows, .. dims[1..]])],
                ("reduction", reduction));
        }
        long[] places = [.. dims.Select((d, a) => a == axis ? choices.Range("places", 1, (int)Math.Min(d, 20))
            : (long)choices.Range("length", 1, (int)d, (int)d))];
        Value indices;
        if (reduction == "none")
        {
            long[] line = [.. places.Select((_, a) => a == axis ? places[axis] : 1L)];
            indices = graph.Add("Expand", [graph.Add("Reshape",
                [graph.Whole([.. Spread(choices, places[axis], dims[axis])]), graph.Whole(line)]),
                graph.Whole(places)]);
        }
        else indices = Places(graph, choices, places, dims[axis]);
        return graph.Add("ScatterElements", [graph.Source(choices, dims), indices, graph.Source(choices, places)],
            ("axis", axis), ("reduction", reduction));
    }

    public static Value CumSum(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long[] dims = Shapes.Any(choices);
        var type = choices.Pick("type", DType.F32, DType.F32, DType.I32, DType.I64);
        return graph.Add("CumSum", [MovementFamily.Operand(graph, choices, dims, type),
            new("axis", Tensor.Scalar((long)choices.Range("axis", 0, dims.Length - 1)))],
            ("exclusive", choices.Chance("exclusive", 0.5) ? 1 : 0),
                ("reverse", choices.Chance("reverse", 0.5) ? 1 : 0));
    }

    private static Value Places(CaseGraph graph, Choices choices, long[] dims, long size) =>
        graph.Input(choices.Pick("index type", DType.I64, DType.I32), dims, "whole",
            choices.Chance("from the end", 0.3) ? -size : 0, size - 1);

    private static Value Tuples(CaseGraph graph, Choices choices, long[] outer, long[] sizes)
    {
        var columns = sizes.Select(size => graph.Input(DType.I64, [.. outer, 1], "whole",
            choices.Chance("from the end", 0.3) ? -size : 0, size - 1)).ToArray();
        return columns.Length == 1 ? columns[0] : graph.Add("Concat", columns, ("axis", outer.Length));
    }

    // Different numbers below a size.
    private static IEnumerable<long> Spread(Choices choices, long count, long size)
    {
        long first = choices.Range("first place", 0, (int)size - 1), step = Math.Max(1, size / count);
        return Enumerable.Range(0, (int)count).Select(i => (first + i * step) % size).Distinct().Count() == count
            ? Enumerable.Range(0, (int)count).Select(i => (first + i * step) % size)
                : Enumerable.Range(0, (int)count).Select(i => (long)i);
    }
}
