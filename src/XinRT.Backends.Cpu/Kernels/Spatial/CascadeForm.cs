using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A pointwise (1×1) convolution and the depthwise one that reads its result, as problems of their own: each as a whole, or
/// for some channels and rows of one image.</summary>
internal sealed class CascadeForm
{
    private const int ImageAxes = 4;

    private readonly KernelProblem _problem;
    private readonly FusedChain _chain;

    private CascadeForm(KernelProblem problem, FusedChain chain)
    {
        (_problem, _chain) = (problem, chain);
        long[] between = [.. Input.Dims];
        between[1] = Weights.Dims[0];
        Between = TensorLayout.ChannelsLast(between);
        Windows = SpatialProblem.Of(Filter(), chain.Links[1].Form, (ConvOp)chain.Links[1].Form.Anchor!);
    }

    /// <summary>The pointwise convolution and the depthwise one.</summary>
    public IReadOnlyList<ChainLink> Links => _chain.Links;

    /// <summary>What the pointwise convolution reads.</summary>
    public TensorLayout Input => _problem.Inputs[_chain.Links[0].Inputs[_chain.Links[0].Form.AnchorInputs[0]]]!.Layout;

    /// <summary>The tensor between the two.</summary>
    public TensorLayout Between { get; }

    /// <summary>The result.</summary>
    public TensorLayout Output => _problem.Outputs[0]!.Layout;

    /// <summary>The depthwise convolution with its windows.</summary>
    public SpatialProblem Windows { get; }

    private TensorLayout Weights => _problem.Inputs[_chain.Links[0].Inputs[_chain.Links[0].Form.AnchorInputs[1]]]!.Layout;

    /// <summary>Reads a problem; null if it has another form.</summary>
    public static CascadeForm? Of(KernelProblem problem)
    {
        if (FusedChain.Of(problem.Node) is not { Links: [var first, var second] } chain || problem.Outputs is not [{ Layout.Rank: ImageAxes }]) return null;
        if (first.Form.Anchor is not ConvOp { Group: 1 } expand || second.Form.Anchor is not ConvOp) return null;
        // The second one must filter the result of the first, not add it.
        if (second.Inputs[second.Form.AnchorInputs[0]] != ChainLink.Previous || expand.Strides.Any(s => s != 1) || expand.Pads.Any(p => p != 0)) return null;
        if (Filters(first) is not { Rank: ImageAxes } w || w.Dims[2] != 1 || w.Dims[3] != 1) return null;
        return Filters(second) is { Rank: ImageAxes } v && v.Dims[0] == w.Dims[0] && v.Dims[1] == 1 ? new(problem, chain) : null;

        TensorLayout? Filters(ChainLink link) => link.Inputs[link.Form.AnchorInputs[1]] is >= 0 and var input ? problem.Inputs[input]?.Layout : null;
    }

    /// <summary>The pointwise convolution, or the part of it that computes some channels and rows of one image.</summary>
    public KernelProblem Expand(CascadePart? part = null)
    {
        var output = part is null ? Between : TensorLayout.ChannelsLast([1, part.Channels, part.Rows, Between.Dims[3]]);
        return Link(0, part, part?.Rows, output, null);
    }

    /// <summary>The depthwise convolution, or some channels of one image of it. That has all rows: those of a part are some of its
    /// tasks.</summary>
    public KernelProblem Filter(CascadePart? part = null)
    {
        var input = part is null ? Between : TensorLayout.ChannelsLast([1, part.Channels, Between.Dims[2], Between.Dims[3]]);
        return Link(1, part, null, part is null ? Output : Cut(Output, part.Channels, null), input);
    }

    private KernelProblem Link(int index, CascadePart? part, long? rows, TensorLayout output, TensorLayout? previous)
    {
        var (node, form, sources) = _chain.Links[index];
        var inputs = new KernelOperand?[sources.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (sources[i] == ChainLink.Previous) inputs[i] = new(DType.F32, previous!);
            if (sources[i] < 0) continue;
            var operand = _problem.Inputs[sources[i]]!;
            int slot = form.AnchorInputs.ToList().IndexOf(i);
            inputs[i] = part is null ? operand
                : slot > 0 ? Filters(operand, part)
                : operand with { Layout = Cut(operand.Layout, slot == 0 ? null : part.Channels, rows), Constant = null };
        }
        return new(node, inputs, [new(DType.F32, output)]);
    }

    // Weights and bias have a filter at each place along their first axis.
    private static KernelOperand Filters(KernelOperand operand, CascadePart part)
    {
        long[] dims = [part.Channels, .. operand.Layout.Dims.Skip(1)];
        var layout = new TensorLayout(dims, operand.Layout.Strides);
        if (operand.Constant is not { } all) return operand with { Layout = layout };
        if (all.IsElided) return new(operand.DType, layout, Tensor.Elided(all.DType, dims));
        int bytes = all.Bytes.Length / (int)all.Dim(0);
        return new(operand.DType, layout, new Tensor(all.DType, dims, all.Bytes.Slice((int)part.FirstChannel * bytes, (int)part.Channels * bytes)));
    }

    // One image of a tensor that broadcasts to images, with so many channels and rows.
    private static TensorLayout Cut(TensorLayout layout, long? channels, long? rows)
    {
        long[] dims = [.. layout.Dims];
        int lead = ImageAxes - dims.Length;
        for (int k = 0; k < dims.Length; k++)
            if (dims[k] != 1) dims[k] = (k + lead) switch { 0 => 1, 1 => channels, 2 => rows, _ => null } ?? dims[k];
        return new(dims, layout.Strides);
    }
}

/// <summary>A part of one image.</summary>
/// <param name="FirstChannel">First channel between the two convolutions.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Rows">Rows that the pointwise convolution computes.</param>
internal sealed record CascadePart(long FirstChannel, long Channels, long Rows);
