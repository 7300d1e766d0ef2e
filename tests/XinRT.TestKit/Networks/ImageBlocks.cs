using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Blocks of vision networks on <c>[N,C,H,W]</c>; C is known, the others may be open.</summary>
public static class ImageBlocks
{
    private static readonly Func<NetworkBuilder, Value, Value>[] Keeping = [Residual, InvertedResidual, PoolMixer,
        ChannelShuffle, LargeKernel, Pyramid];
    private static readonly Func<NetworkBuilder, Value, Value>[] Changing = [Dense, EncoderDecoder, Downsample,
        Upsample, Branches, Blocks, Moves];

    /// <summary>A block that keeps the shape.</summary>
    public static Value Keep(NetworkBuilder net, Value x) => net.Draw.Pick(Keeping)(net, x);

    /// <summary>A block that may change channels and pixels.</summary>
    public static Value Any(NetworkBuilder net, Value x) => net.Draw.Chance(0.5) ? Keep(net, x)
        : net.Draw.Pick(Changing)(net, x);

    /// <summary>A convolution; without a stride it keeps the pixels.</summary>
    public static Value Conv(this NetworkBuilder net, Value x, long channels, int kernel, int stride = 1,
        int groups = 1, int dilation = 1)
    {
        long per = x.Size(1) / groups;
        int pad = (kernel - 1) * dilation / 2;
        Value weight = net.Floats(1 / Math.Sqrt(per * kernel * kernel), channels, per, kernel, kernel);
        var attributes = new List<(string, object)> { ("strides", new[] { stride, stride }) };
        if (groups > 1) attributes.Add(("group", groups));
        if (dilation > 1) attributes.Add(("dilations", new[] { dilation, dilation }));
        if (net.Draw.Chance(0.2) && stride == 1 && dilation == 1)
            attributes.Add(("auto_pad", net.Draw.Pick("SAME_UPPER", "SAME_LOWER")));
        // An even kernel keeps the pixels only with one more pad at the end.
        else attributes.Add(("pads", new[] { pad, pad, (kernel - 1) * dilation - pad, (kernel - 1) * dilation - pad }));
        return net.Op("Conv", net.Draw.Chance(0.6) ? [x, weight, net.Floats(0.5, channels)] : [x, weight],
            [.. attributes]);
    }

    /// <summary>A normalization of images, or none.</summary>
    public static Value Normalize(this NetworkBuilder net, Value x)
    {
        long channels = x.Size(1);
        switch (net.Draw.Int(0, 7))
        {
            case 0:
            case 1:
            case 2:
                return net.Op("BatchNormalization", [x, net.Scales(channels), net.Floats(0.5, channels),
                    net.Floats(0.5, channels), net.Scales(channels)],
                    ("epsilon", net.Draw.Pick(1e-5, 1e-3)));
            case 3:
                return net.Op("InstanceNormalization", [x, net.Scales(channels), net.Floats(0.5, channels)],
                ("epsilon", 1e-5));
            case 4: return net.GroupNorm(x);
            case 5:
                return net.Op("Add", [net.Op("Mul", [x, net.Scales(channels, 1, 1)]),
                net.Floats(0.5, 1, channels, 1, 1)]);
            default: return x;
        }
    }

    private static int Divisor(Draw draw, int number) =>
        draw.Pick([.. Enumerable.Range(1, number).Where(k => number % k == 0)]);

    private static Value GroupNorm(this NetworkBuilder net, Value x)
    {
        int channels = x.Size(1), groups = Divisor(net.Draw, channels);
        Value scale = net.Scales(channels, 1, 1), bias = net.Floats(0.5, channels, 1, 1);
        if (net.Draw.Chance(0.3))
            return net.Op("GroupNormalization", [x, net.Scales(channels), net.Floats(0.5, channels)],
            ("num_groups", groups), ("epsilon", 1e-5));
        var rows = net.Op("Reshape", [x, net.Integers(0, groups, -1)]);
        var normal = net.Op("InstanceNormalization",
            [rows, net.Constant(Ones(groups)), net.Constant(Tensor.Zeros(DType.F32, groups))], ("epsilon", 1e-5));
        return net.Op("Add", [net.Op("Mul", [net.Op("Reshape", [normal, net.Op("Shape", [x])]), scale]), bias]);
    }

    private static Tensor Ones(int count) => Tensor.FromDoubles(DType.F32, [.. Enumerable.Repeat(1.0, count)], [count]);

    private static Value Residual(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1), middle = net.Draw.Channels();
        var y = net.Activate(net.Normalize(net.Conv(x, middle, net.Draw.Pick(1, 3, 3, 5))));
        y = net.Normalize(net.Conv(y, channels, net.Draw.Pick(1, 3, 3), dilation: net.Draw.Pick(1, 1, 2)));
        var shortcut = net.Draw.Chance(0.3) ? net.Normalize(net.Conv(x, channels, 1)) : x;
        return net.Activate(net.Op("Add", net.Draw.Chance(0.5) ? [y, shortcut] : [shortcut, y]));
    }

    private static Value InvertedResidual(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1), middle = Math.Min(200, channels * net.Draw.Pick(1, 2, 3, 6));
        var y = net.Draw.Chance(0.8) ? net.Activate(net.Normalize(net.Conv(x, middle, 1))) : x;
        y = net.Activate(net.Normalize(net.Conv(y, y.Size(1), net.Draw.Pick(3, 3, 5, 7), groups: y.Size(1))));
        if (net.Draw.Chance(0.6)) y = Excite(net, y);
        y = net.Normalize(net.Conv(y, channels, 1));
        return net.Draw.Chance(0.8) ? net.Op("Add", [x, y]) : y;
    }

    private static Value Excite(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1), middle = net.Draw.Int(1, Math.Max(1, channels / 2));
        var mean = net.Draw.Int(0, 2) switch
        {
            0 => net.Op("GlobalAveragePool", [x]),
            1 => net.Op("ReduceMean", [x, net.Integers(2, 3)], ("keepdims", 1)),
            _ => net.Op("ReduceMean", [x, net.Integers(-1, -2)], ("keepdims", 1)),
        };
        if (net.Draw.Chance(0.2))
        {
            var row = net.Linear(net.Activate(net.Linear(net.Op("Flatten", [mean]), middle)), channels);
            return net.Op("Mul", [x, net.Op("Unsqueeze", [net.Op("Sigmoid", [row]), net.Integers(2, 3)])]);
        }
        var gate = net.Conv(net.Activate(net.Conv(mean, middle, 1)), channels, 1);
        gate = net.Draw.Chance(0.6) ? net.Op("Sigmoid", [gate])
            : net.Op("HardSigmoid", [gate], ("alpha", net.Draw.Pick(1.0 / 6, 0.2)), ("beta", 0.5));
        return net.Op("Mul", net.Draw.Chance(0.5) ? [x, gate] : [gate, x]);
    }

    private static Value PoolMixer(NetworkBuilder net, Value x)
    {
        var normal = net.GroupNorm(x);
        var pool = net.Op("AveragePool", [normal], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }),
            ("strides", new[] { 1, 1 }),
            ("count_include_pad", net.Draw.Chance(0.5)));
        var y = net.Op("Mul", [net.Op("Sub", [pool, normal]), net.Scales(x.Size(1), 1, 1)]);
        return net.Op("Add", [x, y]);
    }

    private static Value ChannelShuffle(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1), groups = Divisor(net.Draw, channels);
        var y = x;
        if (channels > 1 && net.Draw.Chance(0.6))
        {
            int first = net.Draw.Int(1, channels - 1);
            var parts = net.Ops("Split", 2, [x, net.Integers(first, channels - first)], ("axis", 1));
            var branch = net.Activate(net.Conv(net.Conv(parts[1], channels - first, 3, groups: channels - first),
                channels - first, 1));
            y = net.Op("Concat", [parts[0], branch], ("axis", 1));
        }
        else if (net.Draw.Chance(0.5)) y = net.Conv(x, channels, 1, groups: groups);
        var split = net.Draw.Chance(0.5)
            ? net.Op("Reshape", [y, net.Op("Concat", [net.SizeOf(y, 0), net.Integers(groups, channels / groups),
            net.SizeOf(y, 2), net.SizeOf(y, 3)], ("axis", 0))])
            : net.Op("Unsqueeze", [y, net.Integers(1)]);
        if (split.TensorType.Shape![1] == 1 && groups > 1)
            return net.Op("Squeeze", [net.Transpose(split, 0, 1, 2, 3, 4), net.Integers(1)]);
        var turned = net.Transpose(split, 0, 2, 1, 3, 4);
        return net.Op("Reshape",
            [turned, net.Op("Concat", [net.SizeOf(y, 0), net.Integers(channels), net.SizeOf(y, 2), net.SizeOf(y, 3)],
            ("axis", 0))]);
    }

    // ConvNeXt: a large depthwise kernel, then layers on pixels with channels last.
    private static Value LargeKernel(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1);
        var y = net.Transpose(net.Conv(x, channels, net.Draw.Pick(3, 5, 7), groups: channels), 0, 2, 3, 1);
        y = net.Linear(net.Gelu(net.Linear(net.NormalizeFeatures(y), net.Draw.Channels())), channels);
        if (net.Draw.Chance(0.5)) y = net.Op("Mul", [y, net.Scales(channels)]);
        return net.Op("Add", [net.Transpose(y, 0, 3, 1, 2), x]);
    }

    private static Value Pyramid(NetworkBuilder net, Value x)
    {
        int channels = x.Size(1);
        var mean = net.Conv(net.Op("GlobalAveragePool", [x]), net.Draw.Channels(), 1);
        var size = net.Op("Slice", [net.Op("Shape", [x]), net.Integers(2), net.Integers(4), net.Integers(0)]);
        var wide = net.Draw.Chance(0.5)
            ? net.Op("Resize", [mean, null, null,
                net.Op("Concat", [net.SizeOf(mean, 0), net.Integers(mean.Size(1)), size], ("axis", 0))],
                ("mode", net.Draw.Pick("nearest", "linear")),
                    ("coordinate_transformation_mode", net.Draw.Pick("half_pixel", "asymmetric", "align_corners")))
            : net.Op("Expand", [mean, net.Op("Concat", [net.Integers(1, 1), size], ("axis", 0))]);
        Value[] parts = [net.Conv(x, net.Draw.Channels(), 1),
            net.Conv(x, net.Draw.Channels(), 3, dilation: net.Draw.Int(1, 3)), wide];
        return net.Activate(net.Normalize(net.Conv(net.Op("Concat", net.Draw.Shuffle(parts), ("axis", 1)),
            channels, 1)));
    }

    private static Value Dense(NetworkBuilder net, Value x)
    {
        for (int i = net.Draw.Int(1, 3); i > 0; i--)
            x = net.Op("Concat", [x, net.Conv(net.Activate(net.Normalize(x)), net.Draw.Int(1, 17),
                net.Draw.Pick(1, 3))], ("axis", 1));
        return x;
    }

    private static Value EncoderDecoder(NetworkBuilder net, Value x)
    {
        int below = net.Draw.Channels();
        var down = net.Draw.Chance(0.5) ? net.Conv(x, below, 3, stride: 2)
            : net.Conv(net.Op("MaxPool", [x], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }),
            ("ceil_mode", net.Draw.Chance(0.5))), below, 3);
        var y = net.Activate(down);
        Value up;
        if (net.Draw.Chance(0.3))
        {
            up = net.Op("ConvTranspose", [y, net.Floats(0.3, below, net.Draw.Channels(), 2, 2), null],
                ("strides", new[] { 2, 2 }));
            up = net.Resize(up, x);
        }
        else up = net.Resize(y, x);
        return net.Activate(net.Conv(net.Op("Concat", net.Draw.Chance(0.5) ? [x, up] : [up, x], ("axis", 1)),
            net.Draw.Channels(), net.Draw.Pick(1, 3)));
    }

    // To the pixels of another image, by sizes taken from its shape.
    private static Value Resize(this NetworkBuilder net, Value x, Value like)
    {
        var sizes = net.Op("Concat",
            [net.Op("Slice", [net.Op("Shape", [x]), net.Integers(0), net.Integers(2), net.Integers(0)]),
            net.Op("Slice", [net.Op("Shape", [like]), net.Integers(2), net.Integers(4), net.Integers(0)])],
                ("axis", 0));
        return net.Op("Resize", [x, null, null, sizes], ("mode", net.Draw.Pick("nearest", "linear", "cubic")),
            ("coordinate_transformation_mode", net.Draw.Pick("half_pixel", "asymmetric", "align_corners",
                "pytorch_half_pixel")),
            ("nearest_mode", net.Draw.Pick("floor", "round_prefer_floor", "ceil")));
    }

    private static Value Downsample(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        int kernel = draw.Int(2, 3), stride = draw.Int(1, 2);
        int[] pads = [draw.Int(0, 1), draw.Int(0, 1), draw.Int(0, 1), draw.Int(0, 1)];
        (string, object)[] window = [("kernel_shape", new[] { kernel, draw.Int(1, 3) }),
            ("strides", new[] { stride, draw.Int(1, 2) }), ("pads", pads), ("ceil_mode", draw.Chance(0.3))];
        if (window[0].Item2 is int[] { } k && k[1] == 1) pads[1] = pads[3] = 0;
        return draw.Int(0, 3) switch
        {
            0 => net.Op("MaxPool", [x], window),
            1 => net.Op("AveragePool", [x], [.. window, ("count_include_pad", draw.Chance(0.5))]),
            2 => net.Activate(net.Normalize(net.Conv(x, draw.Channels(), 3, stride: 2))),
            _ => net.Op("LpPool", [x], window[..3]),
        };
    }

    private static Value Upsample(NetworkBuilder net, Value x)
    {
        var scales = net.Constant(Tensor.FromDoubles(DType.F32, [1, 1, net.Draw.Pick(2, 1.5), 2], [4]));
        var up = net.Op("Resize", [x, null, scales], ("mode", net.Draw.Pick("nearest", "linear")),
            ("coordinate_transformation_mode", net.Draw.Pick("half_pixel", "asymmetric")),
            ("nearest_mode", net.Draw.Pick("floor", "round_prefer_floor")));
        return net.Activate(net.Conv(up, net.Draw.Channels(), net.Draw.Pick(1, 1, 3)));
    }

    // Several layers of one image, whose results are joined or added.
    private static Value Branches(NetworkBuilder net, Value x)
    {
        int kernel = net.Draw.Pick(1, 1, 3);
        bool join = net.Draw.Chance(0.6);
        int width = net.Draw.Channels();
        Value[] parts = [.. Enumerable.Range(0, net.Draw.Int(2, 4))
            .Select(_ => net.Activate(net.Normalize(net.Conv(x, join ? net.Draw.Channels() : width, kernel))))];
        return join ? net.Op("Concat", parts, ("axis", 1)) : net.Op(net.Draw.Pick("Sum", "Max", "Mean"), parts);
    }

    private static Value Blocks(NetworkBuilder net, Value x)
    {
        var wide = net.Conv(x, 4 * net.Draw.Int(1, 6), 1);
        return net.Draw.Int(0, 2) switch
        {
            0 => net.Op("DepthToSpace", [wide], ("blocksize", 2), ("mode", net.Draw.Pick("DCR", "CRD"))),
            1 => net.Op("SpaceToDepth", [x], ("blocksize", 2)),
            _ => net.PixelSlices(x),
        };
    }

    private static Value PixelSlices(this NetworkBuilder net, Value x)
    {
        Value Every(int row, int column)
        {
            var rows = net.Op("Slice", [x, net.Integers(row), net.Integers(long.MaxValue), net.Integers(2),
                net.Integers(2)]);
            return net.Op("Slice", [rows, net.Integers(column), net.Integers(long.MaxValue), net.Integers(3),
                net.Integers(2)]);
        }
        var joined = net.Op("Concat", net.Draw.Shuffle([Every(0, 0), Every(1, 0), Every(0, 1), Every(1, 1)]),
            ("axis", 1));
        return net.Conv(joined, net.Draw.Channels(), 3);
    }

    private static Value Moves(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        int[] pads = [0, 0, draw.Int(0, 2), draw.Int(-1, 2), 0, draw.Int(0, 1), draw.Int(0, 2), draw.Int(0, 2)];
        return draw.Int(0, 3) switch
        {
            0 => net.Op("Pad", [x, net.Integers([.. pads.Select(p => (long)p)]), net.Scalar(0.5)]),
            1 => net.Conv(net.Op("Pad", [x, net.Integers(0, 0, 1, 1, 0, 0, 1, 1), null],
                ("mode", draw.Pick("reflect", "edge", "constant"))), draw.Channels(), 3),
            2 => net.Op("Slice", [x, net.Integers(draw.Int(0, 2), -1), net.Integers(long.MaxValue, long.MinValue),
                net.Integers(2, 3), net.Integers(1, -1)]),
            _ => net.Op("Tile", [x, net.Integers(1, draw.Int(1, 2), draw.Int(1, 2), draw.Int(0, 2))]),
        };
    }
}
