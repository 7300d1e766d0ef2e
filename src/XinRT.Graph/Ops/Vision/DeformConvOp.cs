using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Convolution whose taps are moved by learned offsets and read by linear interpolation, zero outside. Inputs: x, weight,
/// offset <c>[n, groups·taps·axes, …]</c>, bias, mask <c>[n, groups·taps, …]</c>.</summary>
[OnnxOperator("DeformConv", Since = 19)]
public sealed record DeformConvOp(ValueArray<long> Dilations = default, long Group = 1, ValueArray<long> KernelShape = default,
    long OffsetGroup = 1, ValueArray<long> Pads = default, ValueArray<long> Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var (x, w) = (ctx.Input(0), ctx.Input(1));
        if (x.Shape is null || w.Shape is null || (KernelShape.IsEmpty && w.Shape.Dims[Math.Min(2, w.Shape.Rank)..].ToArray().Any(d => !d.IsConstant)))
        {
            ctx.Output(0, x.DType, x.Shape is null ? null : ctx.NewShape(x.Shape.Rank));
            return;
        }
        if (x.Shape.Rank < 3 || w.Shape.Rank != x.Shape.Rank)
            throw ctx.Error("input and weight must have the same rank of 3 or more").AsShapeError();
        long[] kernel = KernelShape.IsEmpty ? [.. w.Shape.Dims[2..].ToArray().Select(d => d.Value)] : KernelShape.ToArray();
        var pooled = new SpatialGeometry(kernel, Strides, Dilations, Pads).Infer(ctx, x.Shape)!;
        ctx.Output(0, x.DType, pooled.With(1, w.Shape[0]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, w, offset) = (ctx.Input(0), ctx.Input(1), ctx.Input(2));
        if (x.Rank is < 3 or > 8 || w.Rank != x.Rank || offset.Rank != x.Rank)
            throw ctx.Error("input, weight and offset must have the same rank of 3 to 8").AsRunError();
        var windows = new SpatialGeometry(w.Dims[2..].ToArray(), Strides, Dilations, Pads).Windows(ctx, x.Dims);
        long[] positions = [.. windows.Select(a => a.Out)];
        int axes = windows.Length, taps = (int)Reference.Strides.Count(w.Dims[2..]);
        if (Group < 1 || OffsetGroup < 1 || x.Dims[1] % OffsetGroup != 0 || w.Dims[0] % Group != 0 || w.Dims[1] * Group != x.Dims[1])
            throw ctx.Error($"{x.Dims[1]} channels must divide by offset_group {OffsetGroup}, and by group {Group} into the {w.Dims[1]} of the weight").AsRunError();
        CheckSizes(ctx, offset, [x.Dims[0], OffsetGroup * taps * axes, .. positions]);
        if (ctx.OptionalInput(4) is { } mask) CheckSizes(ctx, mask, [x.Dims[0], OffsetGroup * taps, .. positions]);
        var y = ctx.Output(0, x.DType, [x.Dims[0], w.Dims[0], .. positions]);
        var job = new Job(x, w, offset.ToDoubles(), ctx.OptionalInput(3)?.ToDoubles(), ctx.OptionalInput(4)?.ToDoubles(), windows, (int)Group, (int)OffsetGroup);
        var dst = new double[y.Count];
        int points = (int)Reference.Strides.Count(positions);
        ParallelRange.For(ctx.Threads, (int)x.Dims[0] * points, 16, (from, to) =>
        {
            var column = new double[x.Dims[1] * taps];
            for (int p = from; p < to; p++)
            {
                job.Gather(p / points, p % points, column);
                job.Multiply(p / points, p % points, column, dst);
            }
        });
        ElementConverter.Write(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2 * ctx.InputCount(1) / Math.Max(1, ctx.Input(1).FirstOrDefault(1)));

    private static void CheckSizes(EvalContext ctx, Tensor found, long[] wanted)
    {
        if (!found.Dims.SequenceEqual(wanted)) throw ctx.Error($"the sizes [{string.Join(',', wanted)}] are needed, but {found.Type} is given").AsRunError();
    }

    private sealed class Job(Tensor x, Tensor w, double[] offset, double[]? bias, double[]? mask, AxisWindow[] windows, int group, int offsetGroup)
    {
        private readonly double[] _x = x.ToDoubles();
        private readonly double[] _w = w.ToDoubles();
        private readonly long[] _kernel = w.Dims[2..].ToArray();
        private readonly long[] _positions = [.. windows.Select(a => a.Out)];
        private readonly long[] _strides = Reference.Strides.Of(x.Dims[2..]);
        private readonly int _plane = (int)Reference.Strides.Count(x.Dims[2..]);
        private readonly int _points = (int)windows.Aggregate(1L, (n, a) => n * a.Out);
        private readonly int _taps = (int)Reference.Strides.Count(w.Dims[2..]);

        // All moved taps of all channels at one output position.
        public void Gather(int image, int point, double[] column)
        {
            int axes = windows.Length, channels = (int)x.Dims[1], perGroup = channels / offsetGroup;
            var (at, tap, position) = (new long[axes], new long[axes], new double[axes]);
            for (int i = axes - 1, rest = point; i >= 0; i--)
            {
                at[i] = rest % _positions[i];
                rest = (int)(rest / _positions[i]);
            }
            for (int g = 0; g < offsetGroup; g++)
            {
                Array.Clear(tap);
                for (int t = 0; t < _taps; t++, Reference.Strides.Next(tap, _kernel))
                {
                    long first = (long)(image * offsetGroup + g) * _taps + t;
                    for (int i = 0; i < axes; i++)
                    {
                        position[i] = at[i] * windows[i].Stride - windows[i].PadBegin + tap[i] * windows[i].Dilation
                            + offset[(first * axes + i) * _points + point];
                    }
                    double factor = mask is null ? 1 : mask[first * _points + point];
                    for (int c = g * perGroup; c < (g + 1) * perGroup; c++)
                        column[c * _taps + t] = factor * Interpolate(_x.AsSpan((image * channels + c) * _plane, _plane), position);
                }
            }
        }

        public void Multiply(int image, int point, double[] column, double[] dst)
        {
            int outputs = (int)w.Dims[0], length = (int)w.Dims[1] * _taps;
            for (int m = 0; m < outputs; m++)
            {
                var weights = _w.AsSpan(m * length, length);
                var taps = column.AsSpan(m / (outputs / group) * length, length);
                dst[(image * outputs + m) * _points + point] = (bias?[m] ?? 0) + System.Numerics.Tensors.TensorPrimitives.Dot<double>(weights, taps);
            }
        }

        private double Interpolate(ReadOnlySpan<double> plane, double[] position)
        {
            double sum = 0;
            for (int corner = 0; corner < 1 << position.Length; corner++)
            {
                double weight = 1;
                long place = 0;
                for (int i = 0; i < position.Length && weight != 0; i++)
                {
                    double low = Math.Floor(position[i]), ratio = position[i] - low;
                    bool high = (corner >> i & 1) != 0;
                    double index = high ? low + 1 : low;
                    weight *= index >= 0 && index < windows[i].In ? (high ? ratio : 1 - ratio) : 0;
                    if (weight != 0) place += (long)index * _strides[i];
                }
                if (weight != 0) sum += weight * plane[(int)place];
            }
            return sum;
        }
    }
}
