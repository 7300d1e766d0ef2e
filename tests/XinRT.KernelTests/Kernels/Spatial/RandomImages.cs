using XinRT.Ir;

namespace XinRT.KernelTests.Kernels.Spatial;

/// <summary>Random operators on images of one to three axes, with windows, epilogues and layouts.</summary>
/// <param name="random">What decides.</param>
/// <param name="lanes">Lanes of a vector: groups of channels are about as wide.</param>
internal sealed class RandomImages(Random random, int lanes)
{
    /// <summary>One axis of an image with a window: sizes, and what ONNX says of the window.</summary>
    private readonly record struct Axis(int Size, int Kernel, int Stride, int Dilation, int Begin, int End)
    {
        public int Reach => (Kernel - 1) * Dilation + 1;

        public int Out => (Size + Begin + End - Reach) / Stride + 1;
    }

    /// <summary>A node as graph text.</summary>
    public string Next() => random.Next(12) switch
    {
        0 => Convolution(1 + random.Next(3 * lanes), 1, 1 + random.Next(2)),
        1 => Convolution(1 + random.Next(6), 1 + random.Next(9), 1 + random.Next(lanes + 2)),
        2 => Convolution(1, 1 + random.Next(40), 1 + random.Next(40)),
        3 => Transposed(),
        4 => Pool("MaxPool", ""),
        5 => Pool("AveragePool", $",count_include_pad={random.Next(2)}"),
        6 => IndexedPool(),
        7 => Resized(),
        8 => FromColumns(),
        9 => Plain(random.Of("GlobalAveragePool(x)", "GlobalMaxPool(x)"), Channels(), Axes(3)),
        10 => Reduced(),
        _ => Normalized(),
    };

    /// <summary>How the first input, and others of as many axes, lie.</summary>
    public Func<int, long[], TensorLayout?>? Layout()
    {
        int[] order = [0, 1, 2, 3, 4];
        int kind = random.Next(4), pad = 1 + random.Next(5);
        random.Shuffle(order.AsSpan(1));
        return kind switch
        {
            0 => null,
            1 => (i, dims) => i == 0 ? TensorLayout.ChannelsLast(dims) : null,
            2 => (i, dims) => i != 0 ? null : TensorLayout.InOrder(dims, [.. order.Where(k => k < dims.Length)]),
            _ => (i, dims) => i != 0 || dims.Length < 3 ? null : Pitched(TensorLayout.ChannelsLast(dims), pad),
        };
    }

    // Channels are a part of more of them.
    private static TensorLayout Pitched(TensorLayout layout, int pad)
    {
        long[] more = [.. layout.Dims];
        more[1] += pad;
        return new(layout.Dims, TensorLayout.InOrder(more, layout.Order()).Strides);
    }

    private int Channels() => 1 + random.Next(random.Of(4, 3 * lanes));

    // Each axis is of size 1 in turn, in pairs, and all of them.
    private Axis[] Axes(int kernel, bool full = false)
    {
        int count = 1 + random.Next(3), thin = random.Next(1 << count);
        var axes = new Axis[count];
        for (int i = 0; i < count; i++)
        {
            int size = (thin >> i & 1) == 1 ? 1 : 2 + random.Next(count == 3 ? 6 : 14), k = 1 + random.Next(kernel);
            int dilation = full ? 1 : random.Of(1, 1, 2), most = full ? 0 : k - 1;
            axes[i] = new(size, k, 1 + random.Next(full ? 1 : 3), dilation, random.Next(most + 1), random.Next(most + 1));
            if (axes[i].Size + axes[i].Begin + axes[i].End < axes[i].Reach) axes[i] = axes[i] with { Kernel = 1, Begin = 0, End = 0 };
        }
        return axes;
    }

    private static string List(IEnumerable<int> numbers) => string.Join(',', numbers);

    private static string Windows(Axis[] axes) =>
        $"strides=[{List(axes.Select(a => a.Stride))}],dilations=[{List(axes.Select(a => a.Dilation))}],"
        + $"pads=[{List([.. axes.Select(a => a.Begin), .. axes.Select(a => a.End)])}]";

    private string Image(int channels, Axis[] axes) => $"f32[{1 + random.Next(2)},{channels},{List(axes.Select(a => a.Size))}]";

    private string Convolution(int groups, int inputs, int filters)
    {
        var axes = Axes(random.Of(3, 3, 5));
        string w = $"f32[{groups * filters},{inputs},{List(axes.Select(a => a.Kernel))}]", b = random.Next(2) == 0 ? "" : $"f32[{groups * filters}]";
        return Fused(Image(groups * inputs, axes), groups * filters, w, b, "Conv", $"group={groups},{Windows(axes)}");
    }

    private string Transposed()
    {
        var axes = Axes(4).Select(a => (a.Size - 1) * a.Stride + a.Reach > a.Begin + a.End ? a : a with { Begin = 0, End = 0 }).ToArray();
        int inputs = Channels(), filters = Channels();
        string w = $"f32[{inputs},{filters},{List(axes.Select(a => a.Kernel))}]", b = random.Next(2) == 0 ? "" : $"f32[{filters}]";
        return Fused(Image(inputs, axes), filters, w, b, "ConvTranspose", Windows(axes));
    }

    private string Pool(string op, string attributes)
    {
        var axes = Axes(4);
        int channels = Channels();
        return Fused(Image(channels, axes), channels, "", "", op, $"kernel_shape=[{List(axes.Select(a => a.Kernel))}],{Windows(axes)}{attributes}");
    }

    private string IndexedPool()
    {
        var axes = Axes(3);
        string window = $"kernel_shape=[{List(axes.Select(a => a.Kernel))}],{Windows(axes)}";
        return $"x = input {Image(Channels(), axes)} y, i = MaxPool(x) {{{window},storage_order={random.Next(2)}}}";
    }

    private string Resized()
    {
        var axes = Axes(1, full: true);
        string scales = string.Join(',', axes.Select(_ => random.Of("1", "2", "0.5", "1.5", "3")));
        return Plain($"Resize(x, _, const f32[{axes.Length + 2}](1,1,{scales})) {{mode=\"{random.Of("nearest", "linear")}\"}}", Channels(), axes);
    }

    private string FromColumns()
    {
        var axes = Axes(3);
        int block = axes.Aggregate(1, (n, a) => n * a.Kernel), columns = axes.Aggregate(1, (n, a) => n * a.Out), rank = axes.Length;
        return $"x = input f32[{1 + random.Next(2)},{Channels() * block},{columns}] y = Col2Im(x, const i64[{rank}]({List(axes.Select(a => a.Size))}), "
            + $"const i64[{rank}]({List(axes.Select(a => a.Kernel))})) {{{Windows(axes)}}}";
    }

    private string Reduced()
    {
        var axes = Axes(1, full: true);
        int[] reduced = [.. Enumerable.Range(2, axes.Length).Where(_ => random.Next(3) > 0)];
        if (reduced.Length == 0 || random.Next(3) == 0) reduced = [.. Enumerable.Range(2, axes.Length)];
        string op = random.Of("ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL2", "ReduceL1");
        return Plain($"{op}(x, const i64[{reduced.Length}]({List(reduced)})) {{keepdims={random.Next(2)}}}", Channels(), axes);
    }

    private string Normalized()
    {
        var axes = Axes(1, full: true);
        int groups = 1 + random.Next(4), channels = groups * (1 + random.Next(lanes));
        string vectors = $"x = input {Image(channels, axes)} s = input f32[{channels}] b = input f32[{channels}] y = ";
        return vectors + random.Of("InstanceNormalization(x, s, b)", $"GroupNormalization(x, s, b) {{num_groups={groups}}}");
    }

    private string Plain(string op, int channels, Axis[] axes) => $"x = input {Image(channels, axes)} y = {op}";

    // Half of them with what follows in the same node: a residual or a number of each channel or pixel, and functions.
    private string Fused(string x, int channels, string w, string b, string op, string attributes)
    {
        string[] weights = [.. ((string[])[w, b]).Where(t => t.Length > 0)];
        string plain = $"x = input {x} y = {op}(x{string.Concat(weights.Select(t => $", const {t}"))}) {{{attributes}}}";
        if (random.Next(2) == 0) return plain;
        var result = ((TensorType)Graph.Parse(plain).Outputs[0].Type).Shape!.Select(d => d.Value).ToArray();
        string ones = string.Concat(Enumerable.Repeat(",1", result.Length - 2)), s = $"f32[{channels}{ones}]";
        string r = random.Of(s, $"f32[{string.Join(',', result)}]", $"f32[{result[0]},1,{string.Join(',', result[2..])}]");
        string lines = RandomEpilogue.Of(random, 3, "r", "s");
        string arguments = string.Concat(weights.Select((_, i) => $", w{i}")), inputs = string.Concat(weights.Select((t, i) => $" w{i} = input {t}"));
        return $$"""
            x = input {{x}} s = input {{s}} r = input {{r}}
            y = xinrt::Fused(x{{string.Concat(weights.Select(t => $", const {t}"))}}, s, r) body {
                x = input {{x}}{{inputs}} s = input {{s}} r = input {{r}}
                a = {{op}}(x{{arguments}}) {{{attributes}}}
                {{lines}}
                output {{RandomEpilogue.Last(lines)}}
            }
            """;
    }
}
