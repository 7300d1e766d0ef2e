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
        var mode = SpatialWindow.ParseMode(AutoPad, Fail);
        long[]? kernel = w is null ? KernelShape.IsEmpty ? null : KernelShape.ToArray()
            : Shape.Of(w.Dims[2..]).TryGetStatic(out long[]? sizes) ? sizes : KernelShape.IsEmpty ? null : KernelShape.ToArray();
        if (kernel is not null && x is not null)
        {
            var windows = Read(kernel, axes, mode, Fail);
            for (int i = 0; i < axes; i++) dims[i + 2] = Size(x[i + 2], windows[i], i, axes, mode);
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
        var mode = SpatialWindow.ParseMode(AutoPad, Fail);
        var windows = Read(w.Dims[2..].ToArray(), axes, mode, Fail);
        int[] input = new int[axes], output = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            input[i] = (int)x.Dims[i + 2];
            long size = Size(input[i], windows[i], i, axes, mode).Value;
            if (size is < 0 or > int.MaxValue) throw Fail($"axis {i + 2} of Y would have {size} elements");
            output[i] = (int)size;
            if (mode is Ops.AutoPad.SameUpper or Ops.AutoPad.SameLower || !OutputShape.IsEmpty)
            {
                long total = Math.Max(0, Spread(input[i], windows[i], i).Value - size);
                long less = total / 2, begin = mode == Ops.AutoPad.SameUpper ? less : total - less;
                windows[i] = windows[i] with { PadBegin = begin, PadEnd = total - begin };
            }
        }
        var y = ctx.Output(0, x.DType, [x.Dims[0], filters, .. Array.ConvertAll(output, d => (long)d)]);
        // Seen from the gradient, X is the output of the convolution and Y its input.
        var problem = new ConvProblem((int)x.Dims[0], (int)Group, (int)w.Dims[1], (int)(x.Dims[1] / Group), output, input, windows);
        TransposedConvolution.Run(ctx.Threads, problem, x, w, bias, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] w = ctx.Input(1);
        return new(2 * ctx.InputCount(0) * (w.Length > 1 ? CostContext.Product(w.AsSpan(1)) : 1), ctx.Bytes);
    }

    private SpatialWindow[] Read(long[] kernel, int axes, Ops.AutoPad mode, Func<string, XinException> fail)
    {
        if (kernel.Length != axes || (!KernelShape.IsEmpty && !KernelShape.Span.SequenceEqual(kernel)))
            throw fail($"'kernel_shape' is {KernelShape}, but W has a kernel of [{string.Join(',', kernel)}]");
        if (!OutputPadding.IsEmpty && (OutputPadding.Count != axes || OutputPadding.Any(p => p is < 0 or > int.MaxValue)))
            throw fail($"'output_padding' needs {axes} values of 0 or more, but it is {OutputPadding}");
        if (!OutputShape.IsEmpty && ((OutputShape.Count != axes && OutputShape.Count != axes + 2) || OutputShape.Any(s => s is < 0 or > int.MaxValue)))
            throw fail($"'output_shape' needs {axes} sizes, but it is {OutputShape}");
        return SpatialWindow.Read(kernel, Strides, Dilations, Pads, mode, fail);
    }

    // An explicit size wins over auto_pad, and that over pads.
    private Dim Size(Dim input, SpatialWindow window, int axis, int axes, Ops.AutoPad mode) =>
        !OutputShape.IsEmpty ? OutputShape[OutputShape.Count - axes + axis]
        : mode is Ops.AutoPad.SameUpper or Ops.AutoPad.SameLower ? input * window.Stride
        : Spread(input, window, axis) - (window.PadBegin + window.PadEnd);

    // Size before padding takes something away.
    private Dim Spread(Dim input, SpatialWindow window, int axis) =>
        (input - 1) * window.Stride + (window.Extent + (OutputPadding.IsEmpty ? 0 : OutputPadding[axis]));
}
