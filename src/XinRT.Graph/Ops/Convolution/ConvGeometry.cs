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
        var mode = SpatialWindow.ParseMode(AutoPad, Fail);
        var dims = new Dim[rank];
        dims[0] = input is null ? ctx.NewDim() : input[0];
        dims[1] = weight is null ? ctx.NewDim() : weight[0];
        var windows = Kernel(weight, rank - 2) is { } kernel
            ? SpatialWindow.Read(CheckKernel(kernel, rank - 2, Fail), Strides, Dilations, Pads, mode, Fail) : null;
        for (int i = 0; i < rank - 2; i++)
        {
            dims[i + 2] = windows is null || input is null ? ctx.NewDim() : windows[i].OutputSize(input[i + 2], mode);
            if (dims[i + 2] is { IsConstant: true, Value: < 0 })
                throw Fail($"the kernel spans {windows![i].Extent} elements along axis {i + 2}, but X has {input![i + 2]} with {windows[i].PadBegin + windows[i].PadEnd} of padding");
        }
        return Shape.Of(dims);
    }

    /// <summary>The convolution of two tensors with its concrete sizes.</summary>
    public ConvProblem Resolve(EvalContext ctx, Tensor x, Tensor w)
    {
        XinException Fail(string because) => ctx.Error(because).AsRunError();
        if (x.Rank < 2 || w.Rank != x.Rank) throw Fail($"X and W need the same rank, at least 2, but they have {x.Rank} and {w.Rank}");
        if (Group < 1 || x.Dims[1] != w.Dims[1] * Group || w.Dims[0] % Group != 0)
            throw Fail($"W expects {w.Dims[1]} channels in each of {Group} groups, but X has {x.Dims[1]} channels and W {w.Dims[0]} filters");
        var mode = SpatialWindow.ParseMode(AutoPad, Fail);
        var windows = SpatialWindow.Read(CheckKernel(w.Dims[2..].ToArray(), x.Rank - 2, Fail), Strides, Dilations, Pads, mode, Fail);
        int[] input = Array.ConvertAll(x.Dims[2..].ToArray(), d => (int)d), output = new int[input.Length];
        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = windows[i].Padded(input[i], mode);
            long size = windows[i].OutputSize(input[i]).Value;
            if (size is < 0 or > int.MaxValue) throw Fail($"axis {i + 2} of Y would have {size} elements");
            output[i] = (int)size;
        }
        // Without spatial axes there is one position.
        if (windows.Length == 0) (windows, input, output) = ([new(1)], [1], [1]);
        return new((int)x.Dims[0], (int)Group, (int)w.Dims[1], (int)(w.Dims[0] / Group), input, output, windows);
    }

    /// <summary>Sizes of the output of a resolved convolution.</summary>
    public static long[] OutputDims(ConvProblem problem, int rank)
    {
        long[] dims = [problem.Batch, problem.Groups * (long)problem.OutputChannels, .. problem.Output];
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

    private long[] CheckKernel(long[] kernel, int axes, Func<string, XinException> fail)
    {
        if (!KernelShape.IsEmpty && !KernelShape.Span.SequenceEqual(kernel))
            throw fail($"'kernel_shape' is {KernelShape}, but W has a kernel of [{string.Join(',', kernel)}]");
        return kernel.Length == axes ? kernel : throw fail($"'kernel_shape' needs {axes} values, but it has {kernel.Length}");
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
