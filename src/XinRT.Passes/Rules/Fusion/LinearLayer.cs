using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>A convolution, transposed convolution or matrix product with constant weights, seen as channels that can be scaled
/// and shifted.</summary>
internal sealed class LinearLayer
{
    private readonly Node _node;
    private readonly Tensor _weight;
    private readonly double[]? _bias;

    private LinearLayer(Node node, Tensor weight, double[]? bias, long channels) =>
        (_node, _weight, _bias, Channels) = (node, weight, bias, channels);

    /// <summary>Number of output channels.</summary>
    public long Channels { get; }

    /// <summary>Matches any such layer under the name <c>layer</c>.</summary>
    public static Pattern Pattern() => P.OneOf(
        P.Op<ConvOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias"))),
        P.Op<ConvTransposeOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias"))),
        P.Op<GemmOp>(P.Any("input"), P.Const("weight"), P.Optional(P.Const("bias")))).As("layer");

    /// <summary>Reads a matched layer; null if its weights have no clear channels.</summary>
    public static LinearLayer? Of(Match match)
    {
        var node = match.Node("layer");
        var weight = match.Constant("weight");
        var bias = match.Find("bias")?.Constant;
        if (!weight.DType.IsFloat()) return null;
        long? channels = node.Op switch
        {
            ConvOp when weight.Rank >= 3 => weight.Dims[0],
            ConvTransposeOp t when weight.Rank >= 3 && t.Group > 0 && weight.Dims[0] % t.Group == 0 => weight.Dims[1] * t.Group,
            GemmOp g when weight.Rank == 2 => weight.Dims[g.TransB ? 0 : 1],
            _ => null,
        };
        if (channels is not > 0) return null;
        double[]? added = bias is null ? null
            : node.Op is GemmOp || bias.Count == channels ? AxisNumbers.Of(bias, node.Op is GemmOp ? 2 : 1, -1, channels.Value) : null;
        return bias is null || added is not null ? new(node, weight, added, channels.Value) : null;
    }

    /// <summary>Why the numbers of <see cref="Scaled"/> cannot be stored, or null.</summary>
    public string? WhyNotScaled(double[] scale, double[] shift)
    {
        if (FoldedNumbers.WhyNotSummands(_weight.DType, Bias(scale, shift)) is { } reason) return reason;
        if (Array.TrueForAll(scale, s => s == 1)) return null;
        double[] largest = FoldedNumbers.Largest(_weight, Channels, Channel());
        for (int c = 0; c < largest.Length; c++) largest[c] *= Math.Abs(scale[c]);
        return FoldedNumbers.WhyNotFactors(_weight.DType, largest);
    }

    /// <summary>The layer with <c>y·scale + shift</c> worked into its weights.</summary>
    public Value Scaled(Match match, GraphEditor editor, double[] scale, double[] shift)
    {
        var op = _node.Op is GemmOp g ? g with { Beta = 1 } : _node.Op;
        return editor.Add(op, match["input"], editor.Constant(Weight(scale)),
            editor.Constant(Tensor.FromDoubles(_weight.DType, Bias(scale, shift), Channels)));
    }

    private double[] Bias(double[] scale, double[] shift)
    {
        var bias = (double[])shift.Clone();
        double beta = _node.Op is GemmOp gemm ? gemm.Beta : 1;
        if (_bias is not null)
        {
            for (int c = 0; c < bias.Length; c++) bias[c] += _bias[c] * beta * scale[c];
        }
        return bias;
    }

    private Tensor Weight(double[] scale) =>
        Array.TrueForAll(scale, s => s == 1) ? _weight : ChannelScaling.Scale(_weight, scale, Channel());

    // The channel that an element of the weight belongs to.
    private Func<int, int> Channel()
    {
        if (_node.Op is ConvTransposeOp t)
        {
            // [in, out / group, k…]: the group of an input channel decides which output channels it feeds.
            int perGroup = (int)_weight.Dims[1], inputs = (int)(_weight.Dims[0] / t.Group);
            int kernel = _weight.Count / Math.Max(1, (int)(_weight.Dims[0] * perGroup));
            return i => i / kernel / perGroup / inputs * perGroup + i / kernel % perGroup;
        }
        return ChannelScaling.Along(_weight, _node.Op is GemmOp { TransB: false } ? 1 : 0);
    }
}
