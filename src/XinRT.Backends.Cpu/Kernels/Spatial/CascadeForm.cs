using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A depthwise convolution and the pointwise (1×1) one before or behind it as problems of their own: each as a
/// whole, or the part of it that belongs to some channels and rows of one image.</summary>
internal sealed class CascadeForm
{
    private const int ImageAxes = 4;

    private readonly KernelProblem _problem;
    private readonly ChainForm _chain;

    private CascadeForm(KernelProblem problem, ChainForm chain, int filter)
    {
        (_problem, _chain, Filter) = (problem, chain, filter);
        Windows = SpatialProblem.Of(Link(filter), chain.Links[filter].Form);
    }

    /// <summary>The convolutions in order.</summary>
    public IReadOnlyList<ChainLink> Links => _chain.Links;

    /// <summary>Which of them is the depthwise one.</summary>
    public int Filter { get; }

    /// <summary>The depthwise convolution with its windows.</summary>
    public SpatialProblem Windows { get; }

    /// <summary>Channels of the depthwise convolution.</summary>
    public long Channels => Weights(Filter).Dims[0];

    /// <summary>What the first one reads.</summary>
    public TensorLayout Input => Operand(0, 0)!.Layout;

    /// <summary>The result.</summary>
    public TensorLayout Output => _problem.Outputs[0]!.Layout;

    /// <summary>Reads a problem; null if it has another form.</summary>
    public static CascadeForm? Of(KernelProblem problem)
    {
        if (problem.Fused is not ChainForm { Links: { Count: 2 } links } chain) return null;
        if (problem.Outputs is not [{ Layout.Rank: ImageAxes }]) return null;
        int filter = IsPointwise(links[0]) ? 1 : 0;
        for (int i = 0; i < links.Count; i++)
        {
            // Each one must take the result of the one before as its image, not add it.
            if (i > 0 && links[i].Inputs[links[i].Form.AnchorInputs[0]] != ChainLink.Previous) return null;
            // Weights are packed for the link alone, part by part.
            if (links[i].Form.ReadsAgain) return null;
            if (i == filter ? !IsDepthwise(links[i]) : !IsPointwise(links[i])) return null;
            // The channels of a part are those of the result.
            if (i < filter && links[i].Form.Epilogue.Operands.Contains(links[i].Form.AnchorInputs[0])) return null;
        }
        // A depthwise one has a filter for each channel.
        long before = Filters(links[0]) is { } w ? filter == 0 ? Image() : w.Dims[0] : 0;
        return Filters(links[filter])!.Dims[0] == before ? new(problem, chain, filter) : null;

        long Image() =>
            links[0].Inputs[links[0].Form.AnchorInputs[0]] is >= 0 and var x ? problem.Inputs[x]!.Layout.Dims[1] : 0;

        TensorLayout? Filters(ChainLink link) =>
            link.Inputs[link.Form.AnchorInputs[1]] is >= 0 and var input ? problem.Inputs[input]?.Layout : null;

        bool IsPointwise(ChainLink link) => link.Form.Anchor is ConvOp { Group: 1 } op && op.Strides.All(s => s == 1)
            && op.Pads.All(p => p == 0) && Filters(link) is { Rank: ImageAxes } w && w.Dims[2] == 1 && w.Dims[3] == 1;

        bool IsDepthwise(ChainLink link) =>
            link.Form.Anchor is ConvOp op && Filters(link) is { Rank: ImageAxes } w
            && w.Dims[1] == 1 && w.Dims[0] == op.Group;
    }

    /// <summary>The result of a link for all images, channels innermost.</summary>
    public TensorLayout Result(int link)
    {
        if (link == Links.Count - 1) return Output;
        // The image is as large as before the depthwise convolution, or as behind all.
        long[] dims = [.. (link < Filter ? Input : Output).Dims];
        dims[1] = Weights(link).Dims[0];
        return TensorLayout.ChannelsLast(dims);
    }

    /// <summary>A convolution: all of it, or what a part computes of it.</summary>
    /// <param name="link">Which one.</param>
    /// <param name="tiling">The parts; null for all of it.</param>
    /// <param name="group">The part along the channels.</param>
    public KernelProblem Link(int link, CascadeTiling? tiling = null, long group = 0)
    {
        var (node, form, sources) = Links[link];
        var inputs = new KernelOperand?[sources.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (Operand(link, i) is not { } operand) continue;
            inputs[i] = tiling is null ? operand : Part(operand, form.AnchorInputs.ToList().IndexOf(i));
        }
        return new(node, inputs, [new(DType.F32, tiling is null ? Result(link) : Written(tiling))]);

        KernelOperand Part(KernelOperand operand, int slot) => slot switch
        {
            > 0 => link <= Filter ? Filters(operand, tiling.FirstChannel(group), tiling.Channels) : operand,
            0 when link == Filter && link > 0 => new(DType.F32, Expanded(tiling, Windows.Rows.In)),
            0 when link < Filter => Element(operand, null),
            _ => Element(operand, Channels(tiling)),
        };

        KernelOperand Element(KernelOperand operand, long? channels) =>
            operand with { Layout = Cut(operand.Layout, channels, Rows(tiling)), Constant = null };

        TensorLayout Written(CascadeTiling tiling) =>
            link < Filter ? Expanded(tiling, tiling.Between) : Cut(Result(link), Channels(tiling), Rows(tiling));

        // A pointwise convolution behind the depthwise one adds up all channels.
        long? Channels(CascadeTiling tiling) => link <= Filter ? tiling.Channels : null;

        // The depthwise one has all rows: those of a part are some of its tasks.
        long? Rows(CascadeTiling tiling) => link < Filter ? tiling.Between : link > Filter ? tiling.Rows : null;

        TensorLayout Expanded(CascadeTiling tiling, long rows) =>
            TensorLayout.ChannelsLast([1, tiling.Channels, rows, Windows.Columns.In]);
    }

    // An input of a link; the result of the one before as a whole.
    private KernelOperand? Operand(int link, int input) => Links[link].Inputs[input] switch
    {
        ChainLink.Absent => null,
        ChainLink.Previous => new(DType.F32, Result(link - 1)),
        var source => _problem.Inputs[source],
    };

    private TensorLayout Weights(int link) => Operand(link, Links[link].Form.AnchorInputs[1])!.Layout;

    // Weights and bias have a filter at each place along their first axis.
    private static KernelOperand Filters(KernelOperand operand, long first, long channels)
    {
        long[] dims = [channels, .. operand.Layout.Dims.Skip(1)];
        var layout = new TensorLayout(dims, operand.Layout.Strides);
        if (operand.Constant is not { } all) return operand with { Layout = layout };
        if (all.IsElided) return new(operand.DType, layout, Tensor.Elided(all.DType, dims));
        int bytes = all.Bytes.Length / (int)all.Dim(0);
        var own = all.Bytes.Slice((int)first * bytes, (int)channels * bytes);
        return new(operand.DType, layout, new Tensor(all.DType, dims, own));
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
