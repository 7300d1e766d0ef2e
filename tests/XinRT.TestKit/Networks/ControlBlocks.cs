using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Control flow around blocks that keep the shape.</summary>
public static class ControlBlocks
{
    private const int MaxDepth = 2;

    /// <summary>The block in a body of If or Loop, or in one that is run for each row of a batch or sequence.</summary>
    public static Value Wrap(NetworkBuilder net, Value x, Func<NetworkBuilder, Value, Value> block)
    {
        if (net.Depth < MaxDepth && net.Draw.Chance(0.2)) block = Nested(block);
        return net.Draw.Int(0, 4) switch
        {
            0 or 1 => Choose(net, x, block),
            2 or 3 => Repeat(net, x, block),
            _ => EachRow(net, x),
        };
    }

    private static Func<NetworkBuilder, Value, Value> Nested(Func<NetworkBuilder, Value, Value> block) => (net, x) =>
        Wrap(net, x, block);

    private static Value Choose(NetworkBuilder net, Value x, Func<NetworkBuilder, Value, Value> block)
    {
        var draw = net.Draw;
        var condition = draw.Int(0, 3) switch
        {
            0 => net.Input("flag", DType.Bool),
            1 => net.Op("Greater", [net.Op("ReduceSum", [x], ("keepdims", 0)), net.Scalar(0)]),
            2 => net.Op("Less", [net.Op("Squeeze", [net.SizeOf(x, 0), net.Integers(0)]), net.Integer(2)]),
            _ => net.Op("Not", [net.Input("flag", DType.Bool)]),
        };
        bool first = draw.Chance(0.5);
        Value[] Full(NetworkBuilder body) => [block(body, x)];
        Value[] Other(NetworkBuilder body) => [draw.Int(0, 2) switch
        {
            0 => body.Op("Identity", [x]),
            1 => body.Op("Mul", [x, body.Scalar(0.5)]),
            _ => block(body, x),
        }];
        return first ? net.If(condition, Full, Other)[0] : net.If(condition, Other, Full)[0];
    }

    private static Value Repeat(NetworkBuilder net, Value x, Func<NetworkBuilder, Value, Value> block)
    {
        var draw = net.Draw;
        var trips = draw.Int(0, 3) switch
        {
            0 => net.Integer(draw.Int(0, 3)),
            1 => net.Op("Min", [net.Op("Squeeze", [net.SizeOf(x, 0), net.Integers(0)]), net.Integer(3)]),
            _ => net.Op("Min", [net.Input("trips", DType.I64), net.Integer(3)]),
        };
        var condition = draw.Chance(0.5) ? null : net.Constant(Tensor.From<bool>([true]).Reshape([]));
        bool sliced = draw.Chance(0.4);
        bool ends = condition is not null && draw.Chance(0.5);
        var results = net.Loop(trips, condition, [x], (body, _, states) =>
        {
            // Bounded, so that repeating a block does not make numbers grow.
            var next = body.Op("Tanh", [block(body, states[0])]);
            return sliced ? [next, body.Op("ReduceSum", [next], ("keepdims", 0))] : [next];
        }, ends ? (body, iteration, _) => body.Op("Less", [iteration, body.Integer(draw.Int(0, 2))]) : null);
        if (sliced && net.Depth == 0) net.Output(results[1]);
        return results[0];
    }

    // A layer for each slice of the first axis, with a state that is carried along.
    private static Value EachRow(NetworkBuilder net, Value x)
    {
        int width = x.Rank() == 4 ? x.Size(1) : x.Size(-1);
        var zero = net.Floats(0.1, width);
        var results = net.Scan([zero], [x], net.Draw.Chance(0.3), (body, states, slices) =>
        {
            bool image = slices[0].Rank() == 3;
            var y = image ? body.Op("Squeeze",
                [body.Conv(body.Op("Unsqueeze", [slices[0], body.Integers(0)]), width, body.Draw.Pick(1, 3)),
                body.Integers(0)])
                : body.Linear(slices[0], width);
            var state = body.Op("Tanh",
                [body.Op("Add", [states[0], body.Op("ReduceMean", image ? [y, body.Integers(1, 2)]
                : [y, body.Integers(0)], ("keepdims", 0))])]);
            var added = image ? body.Op("Unsqueeze", [state, body.Integers(1, 2)]) : state;
            return [state, body.Activate(body.Op("Add", [y, added]))];
        });
        if (net.Depth == 0 && net.Draw.Chance(0.5)) net.Output(results[0]);
        return results[1];
    }
}
