using XinRT.Ir;

namespace XinRT.TestKit.Networks;

/// <summary>Parts that blocks of all kinds use: activations, normalizations, linear layers.</summary>
public static class Parts
{
    /// <summary>An activation in one of the forms in which exporters write it, or none.</summary>
    public static Value Activate(this NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        return draw.Int(0, 19) switch
        {
            0 or 1 or 2 => net.Op("Relu", [x]),
            3 => net.Op("Clip", [x, net.Scalar(0), net.Scalar(6)]),
            4 => net.Op("LeakyRelu", [x], ("alpha", draw.Pick(0.01, 0.1, -0.5))),
            5 => net.Op("Mul", draw.Chance(0.5) ? [x, net.Op("Sigmoid", [x])] : [net.Op("Sigmoid", [x]), x]),
            6 => net.Op("HardSwish", [x]),
            7 => net.HardSwish(x),
            8 or 9 => net.Gelu(x),
            10 => net.Op("PRelu", [x, net.Floats(0.5, Along(x, net))]),
            11 => net.Op("Elu", [x], ("alpha", draw.Pick(1.0, 0.5))),
            12 => net.Op("Tanh", [x]),
            13 => net.Op("Mul", [x, net.Op("Tanh", [net.Softplus(x)])]),
            14 => net.Op("Mish", [x]),
            15 => net.Op("Sigmoid", [x]),
            16 => net.Op("Swish", [x], ("alpha", draw.Pick(1.0, 1.7))),
            17 => net.Op(draw.Pick("Selu", "Softsign", "Celu", "ThresholdedRelu", "HardSigmoid", "Softplus",
                "Abs"), [x]),
            _ => x,
        };
    }

    /// <summary>A Gelu, whole or taken apart.</summary>
    public static Value Gelu(this NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        switch (draw.Int(0, 3))
        {
            case 0: return net.Op("Gelu", [x], ("approximate", draw.Pick("none", "tanh")));
            case 1:
                var erf = net.Op("Erf", [draw.Chance(0.5) ? net.Op("Div", [x, net.Scalar(Math.Sqrt(2))])
                    : net.Op("Mul", [x, net.Scalar(Math.Sqrt(0.5))])]);
                var sum = net.Op("Add", draw.Chance(0.5) ? [erf, net.Scalar(1)] : [net.Scalar(1), erf]);
                return draw.Chance(0.5) ? net.Op("Mul", [net.Op("Mul", [x, sum]), net.Scalar(0.5)])
                    : net.Op("Mul", [net.Op("Mul", [x, net.Scalar(0.5)]), sum]);
            case 2:
                var cube = draw.Chance(0.5) ? net.Op("Pow", [x, net.Scalar(3)])
                    : net.Op("Mul", [net.Op("Mul", [x, x]), x]);
                var inner = net.Op("Mul", [net.Op("Add", [x, net.Op("Mul", [cube, net.Scalar(0.044715)])]),
                    net.Scalar(Math.Sqrt(2 / Math.PI))]);
                return net.Op("Mul", [net.Op("Mul", [x, net.Scalar(0.5)]),
                    net.Op("Add", [net.Op("Tanh", [inner]), net.Scalar(1)])]);
            default:
                // A near miss: another constant than that of a Gelu.
                return net.Op("Mul", [x,
                    net.Op("Sigmoid", [net.Op("Mul", [x, net.Scalar(draw.Pick(1.702, 1.0, -1.0))])])]);
        }
    }

    private static Value HardSwish(this NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        var clip = net.Op("Clip", [net.Op("Add", [x, net.Scalar(3)]), net.Scalar(0),
            net.Scalar(draw.Pick(6.0, 6.0, 5.0))]);
        return draw.Int(0, 2) switch
        {
            0 => net.Op("Div", [net.Op("Mul", [x, clip]), net.Scalar(6)]),
            1 => net.Op("Mul", [x, net.Op("Div", [clip, net.Scalar(6)])]),
            _ => net.Op("Mul", [x, net.Op("HardSigmoid", [x], ("alpha", 1.0 / 6), ("beta", 0.5))]),
        };
    }

    private static Value Softplus(this NetworkBuilder net, Value x) => net.Draw.Chance(0.5) ? net.Op("Softplus", [x])
        : net.Op("Log", [net.Op("Add", [net.Op("Exp", [x]), net.Scalar(1)])]);

    // Channels of an image, features of anything else; sometimes one number for all.
    private static long[] Along(Value x, NetworkBuilder net)
    {
        if (x.Rank() == 4) return net.Draw.Chance(0.2) ? [1] : [x.Size(1), 1, 1];
        return net.Draw.Chance(0.2) || !x.TensorType.Shape![x.Rank() - 1].IsConstant ? [1] : [x.Size(-1)];
    }

    /// <summary>A normalization of the last axis of a sequence: LayerNormalization or RMSNormalization, whole or taken
    /// apart.</summary>
    public static Value NormalizeFeatures(this NetworkBuilder net, Value x)
    {
        var draw = net.Draw;
        long width = x.Size(-1);
        double epsilon = draw.Pick(1e-5, 1e-6, 1e-2);
        Value scale = draw.Chance(0.8) ? net.Scales(width) : net.Scales(1, width), bias = net.Floats(0.3, width);
        switch (draw.Int(0, 6))
        {
            case 0: return net.Op("LayerNormalization", [x, scale, bias], ("axis", -1), ("epsilon", epsilon));
            case 1:
                return net.Op("LayerNormalization", [x, net.Scales(1), draw.Chance(0.5) ? bias : null],
                ("axis", -1), ("epsilon", epsilon));
            case 2:
            case 3:
                var mean = net.Op("ReduceMean", [x, net.Integers(-1)]);
                var centred = net.Op("Sub", [x, mean]);
                var square = draw.Int(0, 2) switch
                {
                    0 => net.Op("Pow", [centred, net.Scalar(2)]),
                    1 => net.Op("Mul", [centred, centred]),
                    _ => net.Op("Pow", [net.Op("Sub", [x, mean]), net.Scalar(2)]),
                };
                var root = net.Op("Sqrt",
                    [net.Op("Add", [net.Op("ReduceMean", [square, net.Integers(-1)]), net.Scalar(epsilon)])]);
                var normal = draw.Chance(0.7) ? net.Op("Div", [centred, root])
                    : net.Op("Mul", [centred, net.Op("Reciprocal", [root])]);
                return net.Op("Add", [net.Op("Mul", [normal, scale]), bias]);
            case 4: return net.Op("RMSNormalization", [x, scale], ("axis", -1), ("epsilon", epsilon));
            case 5:
                var power = net.Op("ReduceMean", [net.Op("Pow", [x, net.Scalar(2)]), net.Integers(-1)]);
                var inverse = net.Op("Reciprocal", [net.Op("Sqrt", [net.Op("Add", [power, net.Scalar(epsilon)])])]);
                return net.Op("Mul", draw.Chance(0.5) ? [net.Op("Mul", [x, inverse]), scale]
                    : [scale, net.Op("Mul", [x, inverse])]);
            default: return x;
        }
    }

    /// <summary>A linear layer over the last axis: MatMul or Gemm, with a bias in one of several forms.</summary>
    public static Value Linear(this NetworkBuilder net, Value x, long width)
    {
        var draw = net.Draw;
        long depth = x.Size(-1);
        double scale = 1 / Math.Sqrt(Math.Max(1, depth));
        if (x.Rank() == 2 && draw.Chance(0.5))
        {
            bool transposed = draw.Chance(0.5);
            var weight = transposed ? net.Floats(scale, width, depth) : net.Floats(scale, depth, width);
            Value? bias = draw.Int(0, 3) switch
            {
                0 => null,
                1 => net.Floats(0.5, 1, width),
                2 => net.Floats(0.5, 1),
                _ => net.Floats(0.5, width),
            };
            return net.Op("Gemm", [x, weight, bias], ("transB", transposed), ("alpha", draw.Pick(1.0, 1.0, 0.5)),
                ("beta", draw.Pick(1.0, 1.0, 2.0)));
        }
        var product = net.Op("MatMul", [x, net.Floats(scale, depth, width)]);
        return draw.Int(0, 4) switch
        {
            // Several rows, which a single row is repeated for.
            0 => x.Rank() == 2 && !x.TensorType.Shape![0].IsConstant
                ? net.Op("Add", [product, net.Floats(0.5, draw.Int(2, 4), width)]) : product,
            1 => net.Op("Add", [net.Floats(0.5, width), product]),
            2 => net.Op("Add", [product, net.Floats(0.5, 1, width)]),
            3 => net.Op("Mul", [net.Op("Add", [product, net.Floats(0.5, width)]),
                net.Scalar(draw.Pick(0.5, 2.0, 1.0))]),
            _ => net.Op("Add", [product, net.Floats(0.5, width)]),
        };
    }
}
