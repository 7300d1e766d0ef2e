using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Transposed convolution: every input element adds the filter, times its value, to the output; the gradient of
/// Conv by its input. W is [c, m / group, kernel…].</summary>
[OnnxOperator("ConvTranspose")]
public sealed record ConvTransposeOp(
    string AutoPad = "NOTSET", ValueArray<long> Dilations = default, long Group = 1, ValueArray<long> KernelShape = default,
    ValueArray<long> OutputPadding = default, ValueArray<long> OutputShape = default, ValueArray<long> Pads = default,
    ValueArray<long> Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        XinException Fail(string because) => ctx.Error(because).AsShapeError();
        ctx.Require(0, DType.F32, DType.F16, DType.BF16, DType.F64);
        ctx.Require(1, ctx.InputDType(0));
        if (ctx.Has(2)) ctx.Require(2, ctx.InputDType(0));
        Shape? x = ctx.InputShape(0), w = ctx.InputShape(1);
        if (x is null && w is null)
        {
            ctx.Output(0, ctx.InputDType(0), null);
            return;
        }
        int rank = (x ?? w)!.Rank, axes = rank - 2;
        if (rank < 3 || (w ?? x)!.Rank != rank) throw Fail($"X and W need the same rank, at least 3, but they have {x?.Rank} and {w?.Rank}");
        if (Group < 1) throw Fail($"'group' must be at least 1, but it is {Group}");
        if (x is not null && w is not null && x[1].IsConstant && w[0].IsConstant && (x[1] != w[0] || x[1].Value % Group != 0))
            throw Fail($"W expects {w[0]} input channels in {Group} groups, but X has {x[1]}");
        var dims = ctx.NewShape(rank).Dims.ToArray();
        if (x is not null) dims[0] = x[0];
        if (w is not null) dims[1] = w[1] * Group;
        long[]? kernel = w is null ? KernelShape.IsEmpty ? null : KernelShape.ToArray()
            : Shape.Of(w.Dims[2..]).TryGetStatic(out long[]? sizes) ? sizes : KernelShape.IsEmpty ? null : KernelShape.ToArray();
        if (kernel is not null && x is not null)
        {
            var spatial = Read(kernel, axes, Fail);
            for (int i = 0; i < axes; i++) dims[i + 2] = Size(x[i + 2], spatial, i);
        }
        if (dims.Skip(2).Any(d => d.IsConstant && d.Value < 0)) throw Fail($"Y would be [{string.Join(',', dims)}]");
        ctx.Output(0, ctx.InputDType(0), Shape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        XinException Fail(string because) => ctx.Error(because).AsRunError();
        Tensor x = ctx.Input(0), w = ctx.Input(1);
        var bias = ctx.OptionalInput(2);
        int axes = x.Rank - 2;
        if (axes < 1 || w.Rank != x.Rank) throw Fail($"X and W need the same rank, at least 3, but they have {x.Rank} and {w.Rank}");
        if (Group < 1 || x.Dims[1] != w.Dims[0] || x.Dims[1] % Group != 0)
            throw Fail($"W expects {w.Dims[0]} input channels in {Group} groups, but X has {x.Dims[1]}");
        long filters = w.Dims[1] * Group;
        if (bias is not null && bias.Count != filters) throw Fail($"the bias must have {filters} values, but it has {bias.Count}");
        var windows = Windows(x.Dims, w.Dims, Fail);
        var y = ctx.Output(0, x.DType, [x.Dims[0], filters, .. windows.Select(a => a.Out)]);
        // Seen from the gradient, X is the output of the convolution and Y its input.
        var gradient = Array.ConvertAll(windows, a => a with { In = a.Out, Out = a.In });
        var problem = new ConvProblem((int)x.Dims[0], (int)Group, (int)w.Dims[1], (int)(x.Dims[1] / Group), gradient);
        TransposedConvolution.Run(ctx.Threads, problem, x, w, bias, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] w = ctx.Input(1);
        return new(2 * ctx.InputCount(0) * (w.Length > 1 ? CostContext.Product(w.AsSpan(1)) : 1), ctx.Bytes);
    }

    /// <summary>The windows of each spatial axis for X and W of these sizes: an input adds to the outputs of its
    /// window.</summary>
    public AxisWindow[] Windows(ReadOnlySpan<long> x, ReadOnlySpan<long> w, Func<string, XinException> fail)
    {
        var windows = new AxisWindow[x.Length - 2];
        var spatial = Read(w[2..].ToArray(), windows.Length, fail);
        for (int i = 0; i < windows.Length; i++)
        {
            long size = Size(x[i + 2], spatial, i).Value;
            if (size is < 0 or > int.MaxValue) throw fail($"axis {i + 2} of Y would have {size} elements");
            var window = new AxisWindow(x[i + 2], size, spatial.Kernel[i], spatial.Stride(i), spatial.Dilation(i));
            windows[i] = spatial.IsSame || !OutputShape.IsEmpty
                ? spatial.Split(window, Spread(x[i + 2], spatial, i).Value - size) : spatial.Padded(window, i);
        }
        return windows;
    }

    private SpatialGeometry Read(long[] kernel, int axes, Func<string, XinException> fail)
    {
        if (kernel.Length != axes || (!KernelShape.IsEmpty && !KernelShape.Span.SequenceEqual(kernel)))
            throw fail($"'kernel_shape' is {KernelShape}, but W has a kernel of [{string.Join(',', kernel)}]");
        if (!OutputPadding.IsEmpty && (OutputPadding.Count != axes || OutputPadding.Any(p => p is < 0 or > int.MaxValue)))
            throw fail($"'output_padding' needs {axes} values of 0 or more, but it is {OutputPadding}");
        if (!OutputShape.IsEmpty && ((OutputShape.Count != axes && OutputShape.Count != axes + 2) || OutputShape.Any(s => s is < 0 or > int.MaxValue)))
            throw fail($"'output_shape' needs {axes} sizes, but it is {OutputShape}");
        var spatial = new SpatialGeometry(kernel, Strides, Dilations, Pads, AutoPad);
        spatial.Check(axes, fail);
        return spatial;
    }

    // An explicit size wins over auto_pad, and that over pads.
    private Dim Size(Dim input, SpatialGeometry spatial, int axis)
    {
        if (!OutputShape.IsEmpty) return OutputShape[OutputShape.Count - spatial.Kernel.Count + axis];
        var (begin, end) = spatial.Pad(axis);
        return spatial.IsSame ? input * spatial.Stride(axis) : Spread(input, spatial, axis) - (begin + end);
    }

    // Size before padding takes something away.
    private Dim Spread(Dim input, SpatialGeometry spatial, int axis) =>
        (input - 1) * spatial.Stride(axis) + (spatial.Extent(axis) + (OutputPadding.IsEmpty ? 0 : OutputPadding[axis]));
}
