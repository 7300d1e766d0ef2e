using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>A convolution, transposed convolution or matrix product with constant weights, seen as channels that each
/// have numbers of their own.</summary>
/// <param name="Node">The node.</param>
/// <param name="Weight">The weights.</param>
/// <param name="Bias">What the node adds to every channel, or null.</param>
/// <param name="Axis">The axis of the weights along which the channels lie; those of a group, if there are
/// groups.</param>
/// <param name="Channels">Number of output channels.</param>
internal sealed record LayerPattern(Node Node, Tensor Weight, Tensor? Bias, int Axis, long Channels)
{
    /// <summary>Matches any such layer under the name <c>layer</c>.</summary>
    public static Pattern Pattern() => P.OneOf(
        P.Op<ConvOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias"))),
        P.Op<ConvTransposeOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias"))),
        P.Op<GemmOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias")))).As("layer");

    /// <summary>Reads a layer; null if its weights have no clear channels or its bias is not constant.</summary>
    public static LayerPattern? Of(Node node)
    {
        if (node.Input(1)?.Constant is not { } weight || !weight.DType.IsFloat()) return null;
        var bias = node.Input(2)?.Constant;
        if (node.Input(2) is not null && bias is null) return null;
        int? axis = node.Op switch
        {
            ConvOp when weight.Rank >= 3 => 0,
            ConvTransposeOp t when weight.Rank >= 3 && t.Group > 0 && weight.Dims[0] % t.Group == 0 => 1,
            GemmOp gemm when weight.Rank == 2 => gemm.TransB ? 0 : 1,
            MatMulOp when weight.Rank == 2 => 1,
            _ => null,
        };
        if (axis is not { } along) return null;
        long channels = weight.Dims[along] * (node.Op is ConvTransposeOp { Group: var groups } ? groups : 1);
        return channels > 0 ? new(node, weight, bias, along, channels) : null;
    }

    /// <summary>Reads the layer of a match of <see cref="Pattern"/>; null also if its bias is not one number per
    /// channel.</summary>
    public static LayerPattern? Of(Match match) =>
        Of(match.Node("layer")) is { } layer && (layer.Bias is null || layer.Summands() is not null) ? layer : null;

    /// <summary>Why the numbers of <see cref="Scaled"/> cannot be stored, or null.</summary>
    public string? WhyNotScaled(double[] scale, double[] shift)
    {
        if (FoldedNumbers.WhyNotSummands(Weight.DType, Shifted(scale, shift)) is { } reason) return reason;
        if (Array.TrueForAll(scale, s => s == 1)) return null;
        double[] largest = FoldedNumbers.Largest(Weight, Channels, Channel());
        for (int c = 0; c < largest.Length; c++) largest[c] *= Math.Abs(scale[c]);
        return FoldedNumbers.WhyNotFactors(Weight.DType, largest);
    }

    /// <summary>The layer with <c>y·scale + shift</c> worked into its weights.</summary>
    public Value Scaled(Match match, GraphEditor editor, double[] scale, double[] shift)
    {
        var op = Node.Op is GemmOp g ? g with { Beta = 1 } : Node.Op;
        return editor.Add(op, match["input"], editor.Constant(Factors(scale)),
            editor.Constant(Tensor.FromDoubles(Weight.DType, Shifted(scale, shift), Channels)));
    }

    private double[] Shifted(double[] scale, double[] shift)
    {
        var bias = (double[])shift.Clone();
        double beta = Node.Op is GemmOp gemm ? gemm.Beta : 1;
        if (Summands() is { } summands)
            for (int c = 0; c < bias.Length; c++) bias[c] += summands[c] * beta * scale[c];
        return bias;
    }

    private Tensor Factors(double[] scale) =>
        Array.TrueForAll(scale, s => s == 1) ? Weight : ChannelScaling.Scale(Weight, scale, Channel());

    // The bias as one number per channel.
    private double[]? Summands() => Bias is null || (Node.Op is not GemmOp && Bias.Count != Channels) ? null
        : AxisNumbers.Of(Bias, Node.Op is GemmOp ? 2 : 1, -1, Channels);

    // The channel that an element of the weight belongs to.
    private Func<int, int> Channel()
    {
        if (Node.Op is ConvTransposeOp t)
        {
            // [in, out / group, k…]: the group of an input channel decides which output channels it feeds.
            int perGroup = (int)Weight.Dims[1], inputs = (int)(Weight.Dims[0] / t.Group);
            int kernel = Weight.Count / Math.Max(1, (int)(Weight.Dims[0] * perGroup));
            return i => i / kernel / perGroup / inputs * perGroup + i / kernel % perGroup;
        }
        return ChannelScaling.Along(Weight, Axis);
    }
}
