using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>What stands at the end of a network: classes, boxes, indices, integers and bools.</summary>
public static class TailBlocks
{
    /// <summary>Adds outputs made of an image.</summary>
    public static void OfImage(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        switch (draw.Int(0, 6))
        {
            case 0: net.Output(x); break;
            case 1: net.Output(net.Conv(x, draw.Channels(), 1)); break;
            case 2:
                net.Output(net.Op("ArgMax", [net.Conv(x, draw.Int(1, 9), 1)], ("axis", 1),
                ("keepdims", draw.Chance(0.5)))); break;
            case 3: Detect(net, x); break;
            case 4: net.Output(net.Op("Softmax", [net.Conv(x, draw.Int(1, 21), 1)], ("axis", 1))); break;
            case 5: net.Output(net.Transpose(net.Activate(net.Conv(x, draw.Channels(), 1)), 0, 2, 3, 1)); break;
            default:
                var mean = net.Op("GlobalAveragePool", [x]);
                OfVector(net, draw.Chance(0.5) ? net.Op("Flatten", [mean]) : net.Reshape(mean, null, x.Size(1)));
                break;
        }
    }

    /// <summary>Adds outputs made of a sequence.</summary>
    public static void OfSequence(NetworkBuilder net, Value x)
    {
        switch (net.Draw.Int(0, 5))
        {
            case 0: net.Output(x); break;
            case 1:
                net.Output(net.Op("ArgMax", [net.Linear(x, net.Draw.Int(1, 33))], ("axis", -1),
                ("keepdims", 0))); break;
            case 2: net.Output(net.Op("LogSoftmax", [net.Linear(x, net.Draw.Int(1, 33))], ("axis", -1))); break;
            case 3: net.Output(net.Op("CumSum", [x, net.Integer(1)])); break;
            case 4: OfVector(net, net.Op("ReduceMean", [x, net.Integers(1)], ("keepdims", 0))); break;
            default: OfVector(net, net.Op("Gather", [x, net.Integer(net.Draw.Pick(0, -1))], ("axis", 1))); break;
        }
    }

    /// <summary>Adds outputs made of rows.</summary>
    public static void OfVector(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        switch (draw.Int(0, 5))
        {
            case 0: net.Output(net.Linear(x, draw.Channels())); break;
            case 1: net.Output(net.Op("Softmax", [net.Linear(x, draw.Channels())], ("axis", -1))); break;
            case 2:
                int width = x.Size(-1);
                var top = net.Ops("TopK", 2, [x, net.Integers(draw.Int(0, Math.Min(5, width)))],
                    ("largest", draw.Chance(0.7)));
                net.Output(top[0]);
                net.Output(net.Op("GatherElements", [x, top[1]], ("axis", -1)));
                break;
            case 3:
                net.Output(net.Op("NonZero", [net.Op("Greater", [x, net.Scalar(0.2)])]));
                net.Output(net.Op("GatherND",
                    [x, net.Transpose(net.Op("NonZero", [net.Op("Less", [x, net.Scalar(0)])]), 1, 0)]));
                break;
            case 4: Integers(net, x); break;
            default: net.Output(x); break;
        }
    }

    private static void Detect(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        int anchors = draw.Int(1, 3), classes = draw.Int(1, 4);
        Value Rows(long width)
        {
            var map = net.Transpose(net.Conv(x, anchors * width, 1), 0, 2, 3, 1);
            return net.Op("Reshape",
                [map, net.Op("Concat", [net.SizeOf(map, 0), net.Integers(-1, width)], ("axis", 0))]);
        }
        var raw = Rows(4);
        var parts = net.Ops("Split", 2, [net.Op("Sigmoid", [raw]), net.Integers(2, 2)], ("axis", 2));
        var boxes = net.Op("Concat", [net.Op("Sub", [parts[0], net.Op("Mul", [parts[1], net.Scalar(0.5)])]),
            net.Op("Add", [parts[0], net.Op("Mul", [parts[1], net.Scalar(0.5)])])], ("axis", -1));
        var scores = net.Op("Sigmoid", [Rows(classes)]);
        if (draw.Chance(0.3))
        {
            var best = net.Op("ReduceMax", [scores, net.Integers(-1)], ("keepdims", 0));
            var count = net.Op("Min", [net.SizeOf(best, 1), net.Integers(draw.Int(1, 6))]);
            var top = net.Ops("TopK", 2, [best, count], ("axis", 1));
            net.Output(top[0]);
            var index = net.Op("Expand", [net.Op("Unsqueeze", [top[1], net.Integers(2)]),
                net.Op("Concat", [net.Integers(1, 1, 4)], ("axis", 0))]);
            net.Output(net.Op("GatherElements", [boxes, index], ("axis", 1)));
            return;
        }
        var chosen = net.Op("NonMaxSuppression", [boxes, net.Transpose(scores, 0, 2, 1), net.Integers(draw.Int(0, 5)),
            net.Constant(Tensor.From<float>([0.5f])), net.Constant(Tensor.From<float>([0.4f]))]);
        net.Output(chosen);
        Value Column(int i) => net.Op("Gather", [chosen, net.Integer(i)], ("axis", 1));
        if (draw.Chance(0.3)) return;
        var places = net.Op("Concat", [net.Op("Unsqueeze", [Column(0), net.Integers(1)]),
            net.Op("Unsqueeze", [Column(2), net.Integers(1)])], ("axis", 1));
        var found = net.Op("GatherND", [boxes, places]);
        // Rows that no box may reach: a detector may find nothing.
        net.Output(net.Linear(net.Activate(net.Linear(found, draw.Channels())), draw.Int(1, 5)));
    }

    private static void Integers(NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        var ids = net.Input("ids", DType.I64, x.TensorType.Shape![0]);
        var far = net.Op("Add", [net.Op("Mul", [ids, net.Integer((1L << 58) + draw.Int(1, 9))]),
            net.Integer(draw.Int(-5, 5))]);
        var clipped = net.Op(draw.Pick("Min", "Max"),
            [net.Op("Clip", [far, net.Integer(-(1L << 60) - 1), net.Integer((1L << 60) + 1)]),
            net.Integer((1L << 59) + 3)]);
        if (draw.Chance(0.5)) clipped = net.Op("Clip", [clipped, net.Integer(3), net.Integer((1L << 60) - 3)]);
        net.Output(clipped);
        var small = net.Op("Mod", [ids, net.Integer(draw.Int(1, 5))]);
        var bits = net.Op(draw.Pick("BitwiseAnd", "BitwiseOr", "BitwiseXor"),
            [net.Op("Neg", [ids]), net.Integer(draw.Int(-9, 9))]);
        var either = net.Op(draw.Pick("And", "Or", "Xor"), [net.Op("Greater", [ids, net.Integer(3)]),
            net.Op("Equal", [small, net.Integer(0)])]);
        net.Output(net.Op("Where", [either, bits, net.Op("Div", [far, net.Integer(draw.Pick(3, -7))])]));
        net.Output(net.Op("ReduceSum",
            [net.Op("Cast", [either], ("to", (int)draw.Pick(DType.I64, DType.I32, DType.F32)))],
            ("keepdims", draw.Chance(0.5))));
        var table = net.Floats(1, 8, draw.Int(1, 9));
        net.Output(net.Op("Add", [net.Op("Gather", [table, ids], ("axis", 0)),
            net.Op("Gather", [net.Op("Neg", [table]), small])]));
    }
}
