using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Pooling, resizing and sampling of images.</summary>
internal static class PoolFamily
{
    private const long MostElements = 150_000;

    public static Value Windows(CaseGraph graph, Choices choices) =>
        Pool(graph, choices, choices.Pick("axes", 2, 2, 1, 3), choices.Pick("pool", "MaxPool", "AveragePool"), 1);

    public static Value Indexed(CaseGraph graph, Choices choices)
    {
        var y = Pool(graph, choices, choices.Pick("axes", 2, 2, 1), "MaxPool", 2);
        graph.Graph.AddOutput(y.Producer!.Outputs[1]!);
        return y;
    }

    /// <summary>Means and maxima of whole images, each axis sometimes of size 1.</summary>
    public static Value Global(CaseGraph graph, Choices choices)
    {
        int axes = choices.Pick("axes", 2, 1, 3, 3);
        long[] dims = Bounded([choices.Range("batch", 1, 3), choices.Channels("channels"),
            .. Each(axes, _ => choices.Chance("thin", 0.25) ? 1 : choices.Extent("extent", axes == 3 ? 12 : 30))]);
        var x = graph.Source(choices, dims);
        string op = choices.Pick("operator", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceMax");
        if (op[0] == 'G') return graph.Add(op, [x]);
        return graph.Add(op, [x, graph.Whole([.. Enumerable.Range(2, axes).Select(a => (long)a)])],
            ("keepdims", choices.Chance("axes are dropped", 0.3) ? 0 : 1));
    }

    public static Value Columns(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int axes = choices.Pick("axes", 2, 2, 1);
        long[] block = Each(axes, _ => choices.Range("block", 1, 4)), strides =
            Each(axes, _ => choices.Range("stride", 1, 3)), dilations =
            Each(axes, _ => choices.Pick("dilation", 1, 1, 2));
        long[] begin = Each(axes, _ => choices.Range("pad", 0, 2)), end = Each(axes, _ => choices.Range("pad", 0, 2));
        long[] image = Each(axes, a => Math.Max(choices.Extent("extent", 20), dilations[a] * (block[a] - 1) + 1));
        long positions = 1;
        for (int a = 0; a < axes; a++) positions *= (image[a] + begin[a]
            + end[a] - dilations[a] * (block[a] - 1) - 1) / strides[a] + 1;
        long channels = Math.Max(1, Math.Min(choices.Channels("channels", 100),
            60_000 / positions)) * block.Aggregate(1L, (a, b) => a * b);
        return graph.Add("Col2Im", [graph.Source(choices, choices.Range("batch", 1, 2), channels, positions),
            graph.Whole(image), graph.Whole(block)],
            ("strides", strides), ("dilations", dilations), ("pads", (long[])[.. begin, .. end]));
    }

    public static Value Resize(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long channels = choices.Channels("channels", 200);
        long[] from = [choices.Extent("height", 24), choices.Extent("width", 24)], to =
            [choices.Extent("new height", 40), choices.Extent("new width", 40)];
        if (choices.Chance("whole factor", 0.5)) to =
            [from[0] * choices.Range("factor", 1, 4), from[1] * choices.Range("factor", 1, 4)];
        while (channels * Math.Max(from[0] * from[1], to[0] * to[1]) > MostElements) channels = (channels + 1) / 2;
        string mode = choices.Pick("mode", "nearest", "linear", "cubic");
        long batch = choices.Range("batch", 1, 2);
        return graph.Add("Resize", [graph.Source(choices, batch, channels, from[0], from[1]), null, null,
            graph.Whole(batch, channels, to[0], to[1])],
            ("mode", mode), ("coordinate_transformation_mode",
                choices.Pick("coordinates", "half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")),
            ("nearest_mode", choices.Pick("nearest", "round_prefer_floor", "floor", "ceil", "round_prefer_ceil")),
                ("antialias", mode != "nearest" && choices.Chance("antialias", 0.2) ? 1 : 0));
    }

    public static Value GridSample(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long batch = choices.Range("batch", 1, 2), channels = choices.Channels("channels", 80);
        var grid = graph.Input(DType.F32, [batch, choices.Extent("rows", 12), choices.Extent("columns", 20), 2],
            "floats", -1.2, 1.2);
        return graph.Add("GridSample", [graph.Source(choices, batch, channels, choices.Extent("height", 20),
            choices.Extent("width", 20)), grid],
            ("mode", choices.Pick("mode", "linear", "nearest", "cubic")),
                ("padding_mode", choices.Pick("padding", "zeros", "border", "reflection")),
                ("align_corners", choices.Chance("corners", 0.5) ? 1 : 0));
    }

    public static Value RoiAlign(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long batch = choices.Range("batch", 1, 3), height = choices.Extent("height", 30), width =
            choices.Extent("width", 30), regions = choices.Range("regions", 1, 6);
        var corners = graph.Input(DType.F32, [regions, 2], "floats", 0, Math.Min(height, width));
        var sizes = graph.Input(DType.F32, [regions, 2], "floats", 1, Math.Min(height, width) + 1);
        var boxes = graph.Add("Concat", [corners, graph.Add("Add", [corners, sizes])], ("axis", 1));
        return graph.Add("RoiAlign", [graph.Source(choices, batch, choices.Channels("channels", 60), height, width),
            boxes, graph.Input(DType.I64, [regions], "whole", 0, batch - 1)],
            ("mode", choices.Pick("mode", "avg", "max")), ("output_height", choices.Range("bins", 1, 8)),
                ("output_width", choices.Range("bins", 1, 8)),
            ("sampling_ratio", choices.Range("samples", 0, 3, 1)),
                ("coordinate_transformation_mode", choices.Pick("coordinates", "half_pixel", "output_half_pixel")));
    }

    private static Value Pool(CaseGraph graph, Choices choices, int axes, string op, int outputs)
    {
        long[] kernel = Each(axes, _ => choices.Pick("kernel", 2, 1, 3, 3, 5)), strides =
            Each(axes, _ => choices.Pick("stride", 1, 1, 2, 3)), dilations =
            Each(axes, _ => choices.Pick("dilation", 1, 1, 1, 2));
        long[] begin = Each(axes, a => choices.Range("pad", 0, (int)kernel[a] - 1)), end =
            Each(axes, a => choices.Range("pad", 0, (int)kernel[a] - 1));
        long[] dims = Bounded([choices.Range("batch", 1, 2), choices.Channels("channels"),
            .. Sizes(choices, axes, axes == 1 ? 100 : axes == 3 ? 12 : 40)]);
        for (int a = 0; a < axes; a++) dims[a + 2] =
            Math.Max(dims[a + 2], (kernel[a] - 1) * dilations[a] + 1 - begin[a] - end[a]);
        // A window that lies in the padding alone has no largest element.
        for (int a = 0; a < axes; a++)
            if (dilations[a] > 1) (begin[a], end[a]) = (Math.Min(begin[a], 1), Math.Min(end[a], 1));
        for (int a = 0; a < axes; a++) dims[a + 2] = Math.Max(dims[a + 2], (kernel[a] - 1) * dilations[a] + 1);
        List<(string, object)> attributes = [("kernel_shape", kernel), ("strides", strides), ("dilations", dilations),
            ("pads", (long[])[.. begin, .. end])];
        if (op == "AveragePool") attributes.Add(("count_include_pad", choices.Chance("pads count", 0.4) ? 1 : 0));
        if (choices.Chance("ceil", 0.2)) attributes.Add(("ceil_mode", 1));
        return graph.AddNode(op, outputs, [graph.Source(choices, dims)], [.. attributes]).Outputs[0]!;
    }

    private static long[] Sizes(Choices choices, int axes, int most) => Each(axes, _ => choices.Extent("extent", most));

    private static long[] Each(int axes, Func<int, long> make) => [.. Enumerable.Range(0, axes).Select(make)];

    // Sizes made smaller, channels first, until the tensor is.
    private static long[] Bounded(long[] dims)
    {
        while (dims.Aggregate(1L, (a, b) => a * b) > MostElements)
        {
            int largest = Array.IndexOf(dims, dims.Max());
            dims[largest] = (dims[largest] + 1) / 2;
        }
        return dims;
    }
}
