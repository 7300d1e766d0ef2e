using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Attention on <c>[N,T,D]</c> with every form of mask, as one operator or taken apart.</summary>
public static class AttentionBlocks
{
    /// <summary>Self-attention that keeps the shape.</summary>
    public static Value Attend(NetworkBuilder net, Value x)
    {
        int heads = net.Draw.Int(1, 4), depth = net.Draw.Pick(1, 2, 4, 4, 8, 8, 16, 5);
        return net.Draw.Chance(0.35) ? Whole(net, x, heads, depth) : Apart(net, x, heads, depth);
    }

    private static Value Whole(NetworkBuilder net, Value x, int heads, int depth)
    {
        var draw = net.Draw;
        int kvHeads = draw.Chance(0.5) ? heads : 1;
        Value q = net.Linear(x, heads * depth), k = net.Linear(x, kvHeads * depth), v = net.Linear(x, kvHeads * depth);
        var attributes = new List<(string, object)>();
        bool ranked = draw.Chance(0.5);
        if (ranked)
            (q, k, v) = (Heads(net, q, heads, depth), Heads(net, k, kvHeads, depth), Heads(net, v, kvHeads, depth));
        else attributes.AddRange([("q_num_heads", heads), ("kv_num_heads", kvHeads)]);
        if (draw.Chance(0.3)) attributes.Add(("is_causal", 1));
        if (draw.Chance(0.2)) attributes.Add(("softcap", 2.0));
        if (draw.Chance(0.3)) attributes.Add(("scale", 0.5));
        bool cached = draw.Chance(0.3);
        var batch = x.TensorType.Shape![0];
        var past = net.Draw.Chance(0.5) ? Dim.Symbol("past") : draw.Int(0, 5);
        var caches = cached ? [net.Input("past", DType.F32, batch, kvHeads, past, depth),
            net.Input("past", DType.F32, batch, kvHeads, past, depth)] : new Value?[2];
        var keys = cached ? net.Op("Concat",
            [net.SizeOf(x, 1), net.Op("Add", [net.SizeOf(x, 1), net.SizeOf(caches[0]!, 2)])], ("axis", 0))
            : net.Op("Concat", [net.SizeOf(x, 1), net.SizeOf(x, 1)], ("axis", 0));
        Value? mask = null;
        if (draw.Chance(0.5))
        {
            var allowed = Allowed(net, x, keys, heads);
            mask = draw.Chance(0.5) ? allowed
                : net.Op("Where", [allowed, net.Scalar(0),
                net.Scalar(draw.Pick<double>(float.MinValue, double.NegativeInfinity, -10000, -1))]);
        }
        var results = net.Ops("Attention", cached ? 3 : 1, [q, k, v, mask, caches[0], caches[1]], [.. attributes]);
        if (cached && net.Depth == 0 && draw.Chance(0.7))
            foreach (var present in results[1..]) net.Output(present);
        return net.Linear(ranked ? Joined(net, results[0], heads * depth) : results[0], x.Size(-1));
    }

    private static Value Apart(NetworkBuilder net, Value x, int heads, int depth)
    {
        var draw = net.Draw;
        int kvHeads = draw.Chance(0.75) ? heads : 1;
        Value q, k, v;
        if (kvHeads == heads && draw.Chance(0.25))
        {
            var all = net.Transpose(net.Reshape(net.Linear(x, 3 * heads * depth), null, null, 3, heads, depth), 2, 0, 3,
                1, 4);
            Value Part(int i) => draw.Chance(0.5) ? net.Op("Gather", [all, net.Integer(i)], ("axis", 0))
                : net.Op("Squeeze", [net.Op("Slice", [all, net.Integers(i), net.Integers(i + 1), net.Integers(0)]),
                    net.Integers(0)]);
            (q, k, v) = (Part(0), Part(1), Part(2));
        }
        else
        {
            q = Heads(net, net.Linear(x, heads * depth), heads, depth);
            k = Heads(net, net.Linear(x, kvHeads * depth), kvHeads, depth);
            v = Heads(net, net.Linear(x, kvHeads * depth), kvHeads, depth);
        }
        if (depth % 2 == 0 && draw.Chance(0.35)) (q, k) = Rotate(net, x, q, k, depth);
        var keyRows = net.SizeOf(x, 1);
        if (draw.Chance(0.2))
        {
            var past = draw.Chance(0.5) ? Dim.Symbol("past") : draw.Int(0, 5);
            Value[] caches = [.. new int[2]
                .Select(_ => net.Input("past", DType.F32, x.TensorType.Shape![0], kvHeads, past, depth))];
            (k, v) = (net.Op("Concat", [caches[0], k], ("axis", 2)), net.Op("Concat", [caches[1], v], ("axis", -2)));
            keyRows = net.SizeOf(k, 2);
            if (net.Depth == 0 && draw.Chance(0.7))
            {
                net.Output(k);
                net.Output(v);
            }
        }
        if (kvHeads != heads) (k, v) = (Repeat(net, k, heads, depth), Repeat(net, v, heads, depth));
        double scale = 1 / Math.Sqrt(depth);
        int scaling = draw.Int(0, 3);
        if (scaling == 0) q = net.Op("Mul", [q, net.Scalar(scale)]);
        if (scaling == 1)
            (q, k) = (net.Op("Mul", [q, net.Scalar(Math.Sqrt(scale))]),
            net.Op("Mul", [k, net.Scalar(Math.Sqrt(scale))]));
        var scores = net.Op("MatMul", [q, net.Transpose(k, 0, 1, 3, 2)]);
        if (scaling == 2) scores = net.Op("Div", [scores, net.Scalar(Math.Sqrt(depth))]);
        if (draw.Chance(0.6)) scores = Mask(net, x, scores, keyRows, heads);
        if (draw.Chance(0.15)) scores = Mask(net, x, scores, keyRows, heads);
        var weights = net.Op("Softmax", [scores], ("axis", draw.Pick(-1, 3)));
        if (draw.Chance(0.1)) weights = net.Op("Where", [net.Op("IsNaN", [weights]), net.Scalar(0), weights]);
        return net.Linear(Joined(net, net.Op("MatMul", [weights, v]), heads * depth), x.Size(-1));
    }

    private static Value Heads(NetworkBuilder net, Value x, int heads, int depth) =>
        net.Transpose(net.Reshape(x, null, null, heads, depth), 0, 2, 1, 3);

    private static Value Joined(NetworkBuilder net, Value x, int width) =>
        net.Reshape(net.Transpose(x, 0, 2, 1, 3), null, null, width);

    private static Value Repeat(NetworkBuilder net, Value x, int heads, int depth)
    {
        var wide = net.Op("Expand", [net.Op("Unsqueeze", [x, net.Integers(2)]),
            net.Op("Concat", [net.SizeOf(x, 0), net.Integers(1, heads), net.SizeOf(x, 2), net.Integers(depth)],
                ("axis", 0))]);
        return net.Op("Reshape",
            [wide, net.Op("Concat", [net.SizeOf(x, 0), net.Integers(heads), net.SizeOf(x, 2), net.Integers(depth)],
            ("axis", 0))]);
    }

    private static Value Mask(NetworkBuilder net, Value x, Value scores, Value keyRows, int heads)
    {
        var draw = net.Draw;
        double lowest = draw.Pick<double>(float.MinValue, double.NegativeInfinity, -10000, -1e9, -3);
        var allowed = Allowed(net, x, net.Op("Concat", [net.SizeOf(x, 1), keyRows], ("axis", 0)), heads);
        switch (draw.Int(0, 3))
        {
            case 0: return net.Op("Where", [allowed, scores, net.Scalar(lowest)]);
            case 1: return net.Op("Where", [net.Op("Not", [allowed]), net.Scalar(lowest), scores]);
            case 2: return net.Op("Add", [scores, net.Op("Where", [allowed, net.Scalar(0), net.Scalar(lowest)])]);
            default:
                if (double.IsInfinity(lowest)) lowest = float.MinValue;
                var closed = net.Op("Sub", [net.Scalar(1), net.Op("Cast", [allowed], ("to", (int)DType.F32))]);
                return net.Op("Add", draw.Chance(0.5) ? [scores, net.Op("Mul", [closed, net.Scalar(lowest)])]
                    : [net.Op("Mul", [closed, net.Scalar(lowest)]), scores]);
        }
    }

    // Which keys a row may look at, in one of the forms that broadcast to [N, heads, T, keys].
    private static Value Allowed(NetworkBuilder net, Value x, Value rowsAndKeys, int heads)
    {
        var draw = net.Draw;
        Value Rows() => net.Op("Slice", [rowsAndKeys, net.Integers(0), net.Integers(1)]);
        Value Keys() => net.Op("Slice", [rowsAndKeys, net.Integers(1), net.Integers(2)]);
        switch (draw.Int(0, 5))
        {
            case 0:
                var ones = net.Op("ConstantOfShape", [rowsAndKeys], ("value", Tensor.FromDoubles(DType.F32, [1], [1])));
                return net.Op("Cast", [net.Op("Trilu", [ones, net.Integer(draw.Int(0, 1))], ("upper", 0))],
                    ("to", (int)DType.Bool));
            case 1:
            case 2:
                Value row = net.Op("Unsqueeze", [net.Range(Rows()), net.Integers(1)]),
                    key = net.Op("Unsqueeze", [net.Range(Keys()), net.Integers(0)]);
                if (draw.Chance(0.5)) row = net.Op("Add", [row, net.Op("Sub", [Keys(), Rows()])]);
                var causal = draw.Chance(0.5) ? net.Op("GreaterOrEqual", [row, key])
                    : net.Op("LessOrEqual", [key, row]);
                return draw.Chance(0.5) ? causal : net.Op("Unsqueeze", [causal, net.Integers(0, 1)]);
            case 3:
                // Padding: the first so many keys of each row of the batch, perhaps none.
                var lengths = net.Input("lengths", DType.I64, x.TensorType.Shape![0]);
                var keys = net.Op("Less", [net.Op("Unsqueeze", [net.Range(Keys()), net.Integers(0)]),
                    net.Op("Unsqueeze", [lengths, net.Integers(1)])]);
                return net.Op("Unsqueeze", [keys, net.Integers(1, 2)]);
            case 4:
                var chance = net.Op("Sin", [net.Op("Cast", [net.Range(Keys())], ("to", (int)DType.F32))]);
                var some = net.Op("Greater", [chance, net.Scalar(0.3)]);
                return draw.Chance(0.5) ? some
                    : net.Op("Expand", [some, net.Op("Concat", [net.Integers(1, heads), Rows(), Keys()], ("axis", 0))]);
            default:
                var size = net.Op("Concat", [net.SizeOf(x, 0), net.Integers(draw.Pick(1, heads)), Rows(), Keys()],
                    ("axis", 0));
                var all = net.Op("ConstantOfShape", [size],
                    ("value", Tensor.FromDoubles(DType.Bool, [draw.Int(0, 1)], [1])));
                return all;
        }
    }

    private static (Value Q, Value K) Rotate(NetworkBuilder net, Value x, Value q, Value k, int depth)
    {
        int half = depth / 2;
        var angles = net.Op("Mul",
            [net.Op("Unsqueeze", [net.Op("Cast", [net.Range(net.SizeOf(x, 1))], ("to", (int)DType.F32)),
            net.Integers(1)]), net.Floats(1, half)]);
        if (net.Draw.Chance(0.3))
        {
            Value cosines = net.Op("Unsqueeze", [net.Op("Cos", [angles]), net.Integers(0)]),
                sines = net.Op("Unsqueeze", [net.Op("Sin", [angles]), net.Integers(0)]);
            var many = net.Op("Concat", [net.SizeOf(x, 0), net.Integers(1, 1)], ("axis", 0));
            (cosines, sines) = (net.Op("Expand", [cosines, many]), net.Op("Expand", [sines, many]));
            bool interleaved = net.Draw.Chance(0.5);
            return (net.Op("RotaryEmbedding", [q, cosines, sines], ("interleaved", interleaved)),
                net.Op("RotaryEmbedding", [k, cosines, sines], ("interleaved", interleaved)));
        }
        var doubled = net.Op("Concat", [angles, angles], ("axis", -1));
        Value cos = net.Op("Cos", [doubled]), sin = net.Op("Sin", [doubled]);
        if (net.Draw.Chance(0.5))
            (cos, sin) = (net.Op("Unsqueeze", [cos, net.Integers(0, 1)]),
            net.Op("Unsqueeze", [sin, net.Integers(0, 1)]));
        return (Turn(q), Turn(k));

        Value Turn(Value v)
        {
            Value first, second;
            if (net.Draw.Chance(0.5))
            {
                var parts = net.Ops("Split", 2, [v, net.Integers(half, half)], ("axis", -1));
                (first, second) = (parts[0], parts[1]);
            }
            else
            {
                first = net.Op("Slice", [v, net.Integers(0), net.Integers(half), net.Integers(3)]);
                second = net.Op("Slice", [v, net.Integers(half), net.Integers(long.MaxValue), net.Integers(-1)]);
            }
            var turned = net.Op("Concat", [net.Op("Neg", [second]), first], ("axis", -1));
            return net.Op("Add", [net.Op("Mul", [v, cos]), net.Op("Mul", [turned, sin])]);
        }
    }
}
