using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Operators whose results are places.</summary>
internal static class SelectionFamily
{
    public static Value ArgExtreme(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        var x = Plain(graph, choices, dims);
        return graph.Add(choices.Pick("operator", "ArgMax", "ArgMin"), [x],
            ("axis", choices.Range("axis", 0, dims.Length - 1)),
            ("keepdims", choices.Chance("axis is dropped", 0.5) ? 0 : 1),
                ("select_last_index", choices.Chance("last", 0.4) ? 1 : 0));
    }

    public static Value TopK(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int axis = choices.Chance("inner axis", 0.6) ? dims.Length - 1 : choices.Range("axis", 0, dims.Length - 1);
        long count = choices.Chance("all", 0.15) ? dims[axis] : choices.Range("count", 1, (int)dims[axis]);
        var node = graph.AddNode("TopK", 2, [Plain(graph, choices, dims), graph.Whole(count)], ("axis", axis),
            ("largest", choices.Chance("smallest", 0.4) ? 0 : 1));
        graph.Graph.AddOutput(node.Outputs[1]!);
        return node.Outputs[0]!;
    }

    public static Value OpenTopK(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        int number = choices.Range("count", 1, (int)dims[^1]);
        var count = graph.Input(DType.I64, [1], "whole", number, number);
        var node = graph.AddNode("TopK", 2, [Plain(graph, choices, dims), count], ("axis", -1),
            ("largest", choices.Chance("smallest", 0.4) ? 0 : 1));
        graph.Graph.AddOutput(node.Outputs[1]!);
        return node.Outputs[0]!;
    }

    public static Value NonZero(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        var type = choices.Pick("type", DType.Bool, DType.I32, DType.U8, DType.I8, DType.F32);
        return graph.Add("NonZero", [type == DType.F32 ? graph.Add("Relu", [graph.Input(type, dims)])
            : graph.Input(type, dims, "whole", 0, choices.Range("largest", 1, 3))]);
    }

    public static Value Suppression(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long batch = choices.Range("batch", 1, 2), classes = choices.Range("classes", 1, 4), boxes =
            choices.Range("boxes", 1, 120);
        var corners = graph.Input(DType.F32, batch, boxes, 2);
        var sizes = graph.Input(DType.F32, [batch, boxes, 2], "floats", 0.05, 1);
        bool centers = choices.Chance("centers", 0.4);
        var all = graph.Add("Concat", [corners, centers ? sizes : graph.Add("Add", [corners, sizes])], ("axis", 2));
        return graph.Add("NonMaxSuppression", [all, graph.Input(DType.F32, [batch, classes, boxes], "floats", 0, 1),
            new("most", Tensor.Scalar((long)choices.Range("most", 0, 60))),
            graph.Scalar(choices.Pick("overlap", 0.5f, 0.1f, 0.9f)), choices.Chance("least score", 0.5)
                ? graph.Scalar(0.25f) : null], ("center_point_box", centers ? 1 : 0));
    }

    // Places of equal or nearly equal elements differ by roundings, so nothing is computed before. Few different
    // numbers make ties.
    private static Value Plain(CaseGraph graph, Choices choices, long[] dims) =>
        choices.Chance("few numbers", 0.3) ? graph.Input(DType.F32, dims, "whole", -3, 3)
            : graph.Input(DType.F32, dims);
}
