using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Blocks of sequence networks on <c>[N,T,D]</c>; D is known, N and T may be open.</summary>
public static class SequenceBlocks
{
    /// <summary>A block that keeps the shape.</summary>
    public static Value Keep(NetworkBuilder net, Value x) => net.Draw.Int(0, 9) switch
    {
        < 3 => AttentionBlocks.Attend(net, x),
        < 5 => Transformer(net, x),
        5 => Feed(net, x),
        6 => Gated(net, x),
        7 => net.Activate(net.NormalizeFeatures(x)),
        8 => Convolve(net, x),
        _ => RecurrentBlocks.Keep(net, x),
    };

    /// <summary>A block that may change the features.</summary>
    public static Value Any(NetworkBuilder net, Value x) => net.Draw.Int(0, 5) switch
    {
        0 => net.Activate(net.Linear(x, net.Draw.Channels())),
        1 => RecurrentBlocks.Any(net, x),
        2 => Einsum(net, x),
        3 => Columns(net, x),
        _ => Keep(net, x),
    };

    private static Value Transformer(NetworkBuilder net, Value x)
    {
        bool before = net.Draw.Chance(0.5);
        var y = net.Op("Add", [x, AttentionBlocks.Attend(net, before ? net.NormalizeFeatures(x) : x)]);
        if (!before) y = net.NormalizeFeatures(y);
        return net.Op("Add", [Feed(net, before ? net.NormalizeFeatures(y) : y), y]);
    }

    private static Value Feed(NetworkBuilder net, Value x) =>
        net.Linear(net.Draw.Chance(0.7) ? net.Gelu(net.Linear(x, net.Draw.Channels()))
            : net.Activate(net.Linear(x, net.Draw.Channels())), x.Size(-1));

    // Two products of one value, one of them the gate of the other.
    private static Value Gated(NetworkBuilder net, Value x)
    {
        int middle = net.Draw.Channels();
        Value gate, value;
        if (net.Draw.Chance(0.5)) (gate, value) = (net.Linear(x, middle), net.Linear(x, middle));
        else
        {
            var both = net.Linear(x, 2 * middle);
            var parts = net.Ops("Split", 2, [both, net.Integers(middle, middle)], ("axis", -1));
            (gate, value) = (parts[0], parts[1]);
        }
        return net.Linear(net.Op("Mul", [net.Op("Mul", [gate, net.Op("Sigmoid", [gate])]), value]), x.Size(-1));
    }

    private static Value Convolve(NetworkBuilder net, Value x)
    {
        int width = x.Size(-1), kernel = net.Draw.Pick(1, 3, 5);
        bool depthwise = net.Draw.Chance(0.5);
        bool causal = net.Draw.Chance(0.4);
        var turned = net.Transpose(x, 0, 2, 1);
        var y = net.Op("Conv", [turned, net.Floats(0.4, width, depthwise ? 1 : width, kernel), net.Floats(0.3, width)],
            ("group", depthwise ? width : 1), ("pads", causal ? [kernel - 1, 0] : new[] { kernel / 2, kernel / 2 }));
        return net.Op("Add", [net.Transpose(net.Activate(y), 0, 2, 1), x]);
    }

    // Features that are computed a few at a time, often one, and stand side by side.
    private static Value Columns(NetworkBuilder net, Value x)
    {
        var parts = new Value[net.Draw.Int(2, 4)];
        for (int i = 0; i < parts.Length; i++)
        {
            var part = net.Activate(net.Linear(x, net.Draw.Pick(1, 1, 1, 2, 5)));
            parts[i] = net.Draw.Chance(0.3) ? net.Op("Softmax", [part], ("axis", 1)) : part;
        }
        return net.Op("Concat", [.. parts], ("axis", -1));
    }

    private static Value Einsum(NetworkBuilder net, Value x)
    {
        int width = x.Size(-1), other = net.Draw.Channels();
        return net.Draw.Int(0, 2) switch
        {
            0 => net.Op("Einsum", [x, net.Floats(0.3, width, other)], ("equation", "btd,de->bte")),
            1 => net.Op("Einsum", [net.Op("Einsum", [x, x], ("equation", "bid,bjd->bij")), x],
                ("equation", "bij,bjd->bid")),
            _ => net.Op("Einsum", [x, net.Floats(0.3, other, width)], ("equation", "btd,ed->bte")),
        };
    }
}
