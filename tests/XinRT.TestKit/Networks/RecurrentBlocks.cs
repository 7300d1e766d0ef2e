using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Recurrent layers on <c>[N,T,D]</c>.</summary>
public static class RecurrentBlocks
{
    /// <summary>A recurrent layer between linear ones, with a shortcut around them.</summary>
    public static Value Keep(NetworkBuilder net, Value x) => net.Op("Add", [net.Linear(Any(net, x), x.Size(-1)), x]);

    /// <summary>A recurrent layer: LSTM, GRU or RNN with directions, lengths and first states.</summary>
    public static Value Any(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        string kind = draw.Pick("LSTM", "GRU", "RNN");
        int gates = kind == "LSTM" ? 4 : kind == "GRU" ? 3 : 1;
        string direction = draw.Pick("forward", "reverse", "bidirectional");
        int directions = direction == "bidirectional" ? 2 : 1, depth = x.Size(-1), hidden = draw.Int(1, 20);
        double scale = 1 / Math.Sqrt(hidden);
        Value w = net.Floats(scale, directions, gates * hidden, depth),
            r = net.Floats(scale, directions, gates * hidden, hidden);
        var b = draw.Chance(0.7) ? net.Floats(scale, directions, 2 * gates * hidden) : null;
        var lengths = draw.Chance(0.4) ? Lengths(net, x) : null;
        bool started = draw.Chance(0.4);
        Value? State() => started
            ? net.Op("ConstantOfShape",
            [net.Op("Concat", [net.Integers(directions), net.SizeOf(x, 0), net.Integers(hidden)], ("axis", 0))],
            ("value", Tensor.FromDoubles(DType.F32, [draw.Pick(0, 0.3)], [1]))) : null;
        var attributes = new List<(string, object)> { ("hidden_size", hidden), ("direction", direction) };
        if (kind == "GRU" && draw.Chance(0.5)) attributes.Add(("linear_before_reset", 1));
        if (kind == "RNN" && draw.Chance(0.5))
            attributes.Add(("activations", Enumerable.Repeat("Relu", directions).ToArray()));
        if (draw.Chance(0.15)) attributes.Add(("clip", 0.5));
        Value?[] inputs = [net.Transpose(x, 1, 0, 2), w, r, b, lengths, State()];
        if (kind == "LSTM")
            inputs = [.. inputs, State(), draw.Chance(0.2) ? net.Floats(scale, directions, 3 * hidden) : null];
        var results = net.Ops(kind, kind == "LSTM" ? 3 : 2, inputs, [.. attributes]);
        if (draw.Chance(0.3) && net.Depth == 0) net.Output(results[^1]);
        var y = results[0];
        if (directions == 1) return net.Transpose(net.Op("Squeeze", [y, net.Integers(1)]), 1, 0, 2);
        return net.Reshape(net.Transpose(y, 2, 0, 1, 3), null, null, directions * hidden);
    }

    // From the input, but none longer than the sequence.
    private static Value Lengths(NetworkBuilder net, Value x) => net.Op("Cast",
        [net.Op("Min", [net.Input("lengths", DType.I64, x.TensorType.Shape![0]), net.SizeOf(x, 1)])],
            ("to", (int)DType.I32));
}
