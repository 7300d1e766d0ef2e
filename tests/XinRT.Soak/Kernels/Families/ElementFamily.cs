using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Element-wise operators with every form of broadcasting.</summary>
internal static class ElementFamily
{
    private static readonly string[] Unary =
    [
        "Relu", "Abs", "Neg", "Sigmoid", "Tanh", "Exp", "Erf", "Gelu", "Softplus", "Mish", "HardSwish", "HardSigmoid",
            "LeakyRelu", "Elu", "Selu", "Celu",
        "Softsign", "ThresholdedRelu", "Shrink", "Floor", "Ceil", "Round", "Sign", "Sin", "Cos", "Reciprocal",
    ];

    public static Value Broadcast(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        var x = graph.Source(choices, choices.Chance("first operand broadcasts", 0.3)
            ? Surroundings.Broadcastable(choices, dims) : dims);
        switch (choices.Weighted("form", 3, 4, 1, 1, 1))
        {
            case 0:
                string op = choices.Pick("unary", Unary);
                // Poles and jumps of values that were rounded before lead anywhere.
                if (op is "Reciprocal" or "Floor" or "Ceil" or "Round" or "Sign" or "Sin" or "Cos") x =
                    graph.Input(DType.F32, dims);
                return graph.Add(op, [x]);
            case 1:
                return graph.Add(choices.Pick("binary", "Add", "Sub", "Mul", "Max", "Min"),
                    [x, graph.Source(choices, Surroundings.Broadcastable(choices, dims))]);
            case 2:
                return graph.Add("Div", [x, graph.Positive(Surroundings.Broadcastable(choices, dims))]);
            case 3:
                return graph.Add("Pow", [graph.Add("Abs", [x]),
                    graph.Scalar(choices.Pick("power", 2f, 0.5f, 3f, 1.7f))]);
            default:
                return graph.Add("Where", [graph.Input(DType.Bool, Surroundings.Broadcastable(choices, dims)), x,
                    graph.Source(choices, Surroundings.Broadcastable(choices, dims))]);
        }
    }

    public static Value Typed(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices);
        static Value Number(long n) => new($"n{n}", Tensor.Scalar(n));
        Value Operand(DType type) => type.IsFloat() ? graph.Input(type, Surroundings.Broadcastable(choices, dims))
            : graph.Input(type, Surroundings.Broadcastable(choices, dims), "whole", type is DType.U8 or DType.Bool ? 0
                : -5, type == DType.Bool ? 1 : 5);
        switch (choices.Weighted("form", 2, 2, 1, 1, 1))
        {
            case 4:
                // Bounds that only 64 bits tell apart, around what the additions give.
                var wide = graph.Add("Add", [graph.Input(DType.I64, dims), Number(1L << 60)]);
                var bounded = graph.Add("Clip", [wide, Number((1L << 60) + choices.Range("least", 1, 4)),
                    choices.Chance("first has both", 0.5) ? Number((1L << 60) + 9) : null]);
                return graph.Add("Clip", [bounded, null, Number((1L << 60) + choices.Range("most", 4, 7))]);
            case 0:
                var compared = choices.Pick("type", DType.F32, DType.I32, DType.I64);
                return graph.Add(choices.Pick("comparison", "Equal", "Less", "LessOrEqual", "Greater",
                    "GreaterOrEqual"), [Operand(compared), Operand(compared)]);
            case 1:
                var added = choices.Pick("type", DType.I64, DType.I32);
                return graph.Add(choices.Pick("arithmetic", "Add", "Sub", "Mul"), [Operand(added), Operand(added)]);
            case 2:
                return graph.Add(choices.Pick("connective", "And", "Or", "Xor"),
                    [Operand(DType.Bool), graph.Add("Not", [Operand(DType.Bool)])]);
            default:
                var chosen = choices.Pick("type", DType.I64, DType.I32, DType.U8, DType.Bool);
                return graph.Add("Where", [Operand(DType.Bool), Operand(chosen), Operand(chosen)]);
        }
    }

    /// <summary>A concatenation of functions, as detectors end.</summary>
    public static Value Pieces(CaseGraph graph, Choices choices)
    {
        long[] dims = Shapes.Any(choices, least: 2);
        int axis = choices.Range("axis", 0, dims.Length - 1), count = choices.Range("pieces", 2, 4);
        var pieces = new Value[count];
        for (int i = 0; i < count; i++)
        {
            var x = graph.Source(choices, Surroundings.With(dims, axis, choices.Range("length", 1, 20)));
            pieces[i] = choices.Chance("function", 0.75) ? Surroundings.Function(graph, choices, x) : x;
        }
        return graph.Add("Concat", pieces, ("axis", axis));
    }

    public static Value Cast(CaseGraph graph, Choices choices)
    {
        DType[] types = [DType.F32, DType.I32, DType.I64, DType.U8, DType.Bool];
        var from = choices.Pick("from", types);
        var to = choices.Pick("to", types);
        long[] dims = Shapes.Any(choices);
        var x = from == DType.F32 ? graph.Input(from, dims, "floats", to == DType.U8 ? 0 : -100, 100)
            : graph.Input(from, dims, "whole", from is DType.U8 or DType.Bool || to == DType.U8 ? 0 : -100,
            from == DType.Bool ? 1 : 100);
        return graph.Add("Cast", [x], ("to", (long)to));
    }
}
