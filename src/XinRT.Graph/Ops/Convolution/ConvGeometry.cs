using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The attributes that all convolutions share, and the shapes that follow from them. X is [n, c, spatial…], W is
/// [m, c / group, kernel…], Y is [n, m, spatial…].</summary>
internal sealed record ConvGeometry(
    string AutoPad, ValueArray<long> Dilations, long Group, ValueArray<long> KernelShape, ValueArray<long> Pads, ValueArray<long> Strides)
{
    /// <summary>Shape of the output, or null if no rank is known.</summary>
    public Shape? Infer(InferContext ctx, int x, int w) => Infer(ctx, ctx.InputShape(x), w);

    /// <summary>As above, for an input seen with another shape than its own.</summary>
    public Shape? Infer(InferContext ctx, Shape? input, int w)
    {
        XinException Fail(string because) => ctx.Error(because).AsShapeError();
        var weight = ctx.InputShape(w);
        if (Group < 1) throw Fail($"'group' must be at least 1, but it is {Group}");
        if (input is null && weight is null) return KernelShape.IsEmpty ? null : ctx.NewShape(KernelShape.Count + 2);
        int rank = (input ?? weight)!.Rank;
        if (rank < 2 || (weight ?? input)!.Rank != rank)
            throw Fail($"X and W need the same rank, at least 2, but they have {input?.Rank} and {weight?.Rank}");
        CheckChannels(ctx, input, weight);
        var dims = new Dim[rank];
        dims[0] = input is null ? ctx.NewDim() : input[0];
        dims[1] = weight is null ? ctx.NewDim() : weight[0];
        var spatial = Kernel(weight, rank - 2) is { } kernel ? Spatial(kernel, rank - 2, Fail) : null;
        for (int i = 0; i < rank - 2; i++)
            dims[i + 2] = spatial is null || input is null ? ctx.NewDim() : spatial.OutputSize(input[i + 2], i, Fail);
        return Shape.Of(dims);
    }

    /// <summary>The convolution of two tensors with its concrete sizes.</summary>
    public ConvProblem Resolve(EvalContext ctx, Tensor x, Tensor w)
    {
        XinException Fail(string because) => ctx.Error(because).AsRunError();
        if (x.Rank < 2 || w.Rank != x.Rank) throw Fail($"X and W need the same rank, at least 2, but they have {x.Rank} and {w.Rank}");
        if (Group < 1 || x.Dims[1] != w.Dims[1] * Group || w.Dims[0] % Group != 0)
            throw Fail($"W expects {w.Dims[1]} channels in each of {Group} groups, but X has {x.Dims[1]} channels and W {w.Dims[0]} filters");
        var windows = Windows(x.Dims, w.Dims, Fail);
        // Without spatial axes there is one position.
        if (windows.Length == 0) windows = [AxisWindow.Single];
        return new((int)x.Dims[0], (int)Group, (int)w.Dims[1], (int)(w.Dims[0] / Group), windows);
    }

    /// <summary>The windows of each spatial axis for X and W of these sizes.</summary>
    public AxisWindow[] Windows(ReadOnlySpan<long> x, ReadOnlySpan<long> w, Func<string, XinException> fail) =>
        Spatial(w[2..].ToArray(), x.Length - 2, fail).Windows(x, fail);

    /// <summary>Sizes of the output of a resolved convolution.</summary>
    public static long[] OutputDims(ConvProblem problem, int rank)
    {
        long channels = problem.Groups * (long)problem.OutputChannels;
        long[] dims = [problem.Batch, channels, .. problem.Windows.Select(w => w.Out)];
        return dims[..rank];
    }

    /// <summary>Two operations per multiply-add.</summary>
    public static Cost Cost(CostContext ctx, int w)
    {
        long[] weight = ctx.Input(w);
        return new(2 * ctx.OutputCount(0) * (weight.Length > 1 ? CostContext.Product(weight.AsSpan(1)) : 1), ctx.Bytes);
    }

    private long[]? Kernel(Shape? weight, int axes)
    {
        if (weight is null) return KernelShape.IsEmpty ? null : KernelShape.ToArray();
        return Shape.Of(weight.Dims[2..]).TryGetStatic(out long[]? sizes) ? sizes : KernelShape.Count == axes ? KernelShape.ToArray() : null;
    }

    private SpatialGeometry Spatial(long[] kernel, int axes, Func<string, XinException> fail)
    {
        if (!KernelShape.IsEmpty && !KernelShape.Span.SequenceEqual(kernel))
            throw fail($"'kernel_shape' is {KernelShape}, but W has a kernel of [{string.Join(',', kernel)}]");
        var spatial = new SpatialGeometry(kernel, Strides, Dilations, Pads, AutoPad);
        spatial.Check(axes, fail);
        return spatial;
    }

    private void CheckChannels(InferContext ctx, Shape? input, Shape? weight)
    {
        if (weight is null) return;
        if (weight[0] is { IsConstant: true } filters && filters.Value % Group != 0)
            throw ctx.Error($"W has {filters} filters, which {Group} groups do not share evenly").AsShapeError();
        if (input is null || !input[1].IsConstant || !weight[1].IsConstant || input[1].Value == weight[1].Value * Group) return;
        throw ctx.Error($"the weight expects {weight[1] * Group} input channels, but X has {input[1]}")
            .Saw("group", Group).Try("check the exporter's 'group', or transpose X to channels first").AsShapeError();
    }
}
