using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Convolutions of one to three axes, alone and in the chains that are fused.</summary>
internal static class ConvolutionFamily
{
    private const double MostFlops = 25e6;

    public static Value General(CaseGraph graph, Choices choices)
    {
        int axes = choices.Pick("axes", 2, 2, 2, 1, 3);
        return Convolution(graph, choices, axes, choices.Channels("channels", 300), choices.Channels("filters", 300),
            1);
    }

    /// <summary>A signal or a color image, as a first layer takes it.</summary>
    public static Value Planes(CaseGraph graph, Choices choices) => Convolution(graph, choices,
        choices.Pick("axes", 2, 1), choices.Range("channels", 1, 4), choices.Channels("filters", 100), 1);

    public static Value Depthwise(CaseGraph graph, Choices choices)
    {
        int axes = choices.Pick("axes", 2, 2, 2, 1, 3);
        int channels = choices.Channels("channels");
        return Convolution(graph, choices, axes, channels, channels * choices.Pick("multiplier", 1, 1, 1, 1, 2, 3),
            channels);
    }

    public static Value Grouped(CaseGraph graph, Choices choices)
    {
        int groups = choices.Range("groups", 2, 40), inputs = choices.Range("channels of a group", 1, 40), outputs =
            choices.Chance("as many filters", 0.5) ? inputs : choices.Range("filters of a group", 1, 40);
        return Convolution(graph, choices, choices.Pick("axes", 2, 2, 1, 3), groups * inputs, groups * outputs, groups);
    }

    /// <summary>3×3 with stride 1, as Winograd's algorithm takes it.</summary>
    public static Value Square(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int channels = Math.Max(8, choices.Channels("channels", 200)), filters =
            Math.Max(8, choices.Channels("filters", 200));
        long most = (long)Math.Max(9, MostFlops / 18 / channels / filters);
        long height = choices.Extent("height"), width = choices.Extent("width");
        while (height * width > most) (height, width) = ((height + 1) / 2, (width + 1) / 2);
        var x = graph.Source(choices, choices.Range("batch", 1, 2), channels, height, width);
        return graph.Add("Conv", [x, graph.Const(filters, channels, 3, 3), choices.Chance("bias", 0.6)
            ? graph.Const(filters) : null],
            ("pads", new long[] { choices.Range("top", 1, 1), 1, choices.Range("bottom", 1, 2, 1),
                choices.Range("right", 1, 2, 1) }));
    }

    public static Value Transposed(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int axes = choices.Pick("axes", 2, 2, 1, 3), groups = choices.Pick("groups", 1, 1, 1, 2, 3, 8);
        int inputs = Math.Max(1, choices.Channels("channels", 120) / groups), outputs =
            Math.Max(1, choices.Channels("filters", 120) / groups);
        long[] kernel = Each(axes, _ => choices.Range("kernel", 1, 5)), strides =
            Each(axes, _ => choices.Range("stride", 1, 3)), dilations =
            Each(axes, _ => choices.Pick("dilation", 1, 1, 1, 2));
        long[] image = Fit(Each(axes, _ => choices.Extent("extent", 16)),
            2.0 * inputs * outputs * groups * Product(kernel));
        long[] begin = Each(axes, a => choices.Range("pad", 0, (int)Math.Min(2, kernel[a] - 1))), end =
            Each(axes, a => choices.Range("pad", 0, (int)Math.Min(2, kernel[a] - 1)));
        for (int a = 0; a < axes; a++)
            if ((image[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 <= begin[a] + end[a]) (begin[a],
                end[a]) = (0, 0);
        return graph.Add("ConvTranspose", [graph.Source(choices,
            [choices.Range("batch", 1, 2), groups * inputs, .. image]),
            graph.Const([groups * inputs, outputs, .. kernel]), choices.Chance("bias", 0.5)
                ? graph.Const(groups * outputs) : null],
            ("group", groups), ("strides", strides), ("dilations", dilations), ("pads", (long[])[.. begin, .. end]),
            ("output_padding", Each(axes, a => choices.Chance("output padding", 0.2)
                ? Math.Min(1, Math.Max(strides[a], dilations[a]) - 1) : 0)));
    }

    /// <summary>1×1, depthwise, 1×1, as in inverted residuals.</summary>
    public static Value Cascade(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int outer = choices.Channels("channels", 120), inner = choices.Channels("inner channels", 400), size =
            choices.Pick("kernel", 3, 3, 5, 7);
        long stride = choices.Range("stride", 1, 2), pad = size / 2;
        long[] image = Fit([choices.Extent("height"), choices.Extent("width")], 4.0 * outer * inner
            + 2.0 * inner * size * size);
        var x = graph.Source(choices, [choices.Range("batch", 1, 2), outer, .. image]);
        var y = x;
        if (choices.Chance("expands", 0.7)) y = Activated(graph, choices,
            graph.Add("Conv", [x, graph.Const(inner, outer, 1, 1), Bias(graph, choices, inner)]));
        int channels = (int)CaseGraph.Dims(y)[1];
        y = Activated(graph, choices, graph.Add("Conv",
            [y, graph.Const(channels, 1, size, size), Bias(graph, choices, channels)],
            ("group", channels), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad })));
        int filters = choices.Chance("as many filters", 0.5) ? outer : choices.Channels("filters", 120);
        y = graph.Add("Conv", [y, graph.Const(filters, channels, 1, 1), Bias(graph, choices, filters)]);
        return stride == 1 && filters == outer && choices.Chance("residual", 0.7) ? graph.Add("Add", [y, x])
            : Activated(graph, choices, y);
    }

    /// <summary>A 1×1 convolution of an image whose channels are scaled first, as behind squeeze-and-excite
    /// blocks.</summary>
    public static Value Scaled(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        int channels = choices.Channels("channels", 200), filters = choices.Channels("filters", 200);
        long[] image = Fit([choices.Extent("height"), choices.Extent("width")], 2.0 * channels * filters);
        long batch = choices.Range("batch", 1, 2);
        var scale = graph.Add("Sigmoid", [graph.Input(DType.F32, batch, channels, 1, 1)]);
        var x = graph.Add("Mul", [graph.Source(choices, [batch, channels, .. image]), scale]);
        return graph.Add("Conv", [x, graph.Const(filters, channels, 1, 1), Bias(graph, choices, filters)]);
    }

    private static Value Convolution(CaseGraph graph, Choices choices, int axes, int channels, int filters, int groups)
    {
        graph.TakesSpecials = false;
        int most = axes == 3 ? 3 : 7;
        long[] kernel = Each(axes, _ => choices.Pick("kernel", 1, 3, 3, 5,
            Math.Min(most, choices.Range("odd kernel", 1, 7))));
        if (axes == 3) kernel = [.. kernel.Select(k => Math.Min(3, k))];
        long[] strides = Each(axes, _ => choices.Pick("stride", 1, 1, 1, 2, 3)), dilations =
            Each(axes, _ => choices.Pick("dilation", 1, 1, 1, 1, 2, 3));
        long[] image = Each(axes, _ => choices.Extent("extent", axes == 1 ? 200 : axes == 3 ? 12 : 40));
        // Weights of more than this would cost more than what is searched for.
        while ((double)filters * channels / groups * Product(kernel) > 400_000) filters =
            groups * Math.Max(1, filters / groups / 2);
        image = Fit(image, 2.0 * filters * channels / groups * Product(kernel) / Product(strides));
        bool same = choices.Chance("same size", 0.6);
        long[] begin = Each(axes, a => same ? (kernel[a] - 1) * dilations[a] / 2
            : choices.Range("pad", 0, (int)kernel[a]));
        long[] end = Each(axes, a => same ? (kernel[a] - 1) * dilations[a] / 2
            : choices.Range("pad", 0, (int)kernel[a]));
        for (int a = 0; a < axes; a++) image[a] = Math.Max(image[a], (kernel[a] - 1) * dilations[a]
            + 1 - begin[a] - end[a]);
        return graph.Add("Conv", [graph.Source(choices, [choices.Range("batch", 1, 3), channels, .. image]),
            graph.Const([filters, channels / groups, .. kernel]), Bias(graph, choices, filters)],
            ("group", groups), ("strides", strides), ("dilations", dilations), ("pads", (long[])[.. begin, .. end]));
    }

    private static Value? Bias(CaseGraph graph, Choices choices, int filters) => choices.Chance("bias", 0.6)
        ? graph.Const(filters) : null;

    private static Value Activated(CaseGraph graph, Choices choices, Value x) =>
        choices.Pick("activation", "", "Relu", "Clip", "HardSwish", "Silu") switch
        {
            "" => x,
            "Clip" => graph.Add("Clip", [x, graph.Scalar(0), graph.Scalar(6)]),
            "Silu" => graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]),
            var name => graph.Add(name, [x]),
        };

    private static long[] Each(int axes, Func<int, long> make) => [.. Enumerable.Range(0, axes).Select(make)];

    private static double Product(long[] sizes) => sizes.Aggregate(1.0, (a, b) => a * b);

    // The image made smaller until the work is bearable.
    private static long[] Fit(long[] image, double flopsOfPixel)
    {
        long[] result = [.. image];
        while (Product(result) * flopsOfPixel > MostFlops && result.Any(d => d > 1)) result =
            [.. result.Select(d => (d + 1) / 2)];
        return result;
    }
}
