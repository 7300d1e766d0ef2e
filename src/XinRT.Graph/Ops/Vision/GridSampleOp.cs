using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Samples an image at the positions of a grid; the last axis of the grid holds a position in [-1, 1] per spatial axis,
/// innermost axis first. The modes have two names: linear or bilinear, cubic or bicubic.</summary>
[OnnxOperator("GridSample", Since = 16)]
[OnnxOperator("GridSample", Domain = "com.microsoft")]
public sealed record GridSampleOp(bool AlignCorners = false, string Mode = "linear", string PaddingMode = "zeros") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var (x, grid) = (ctx.Input(0), ctx.Input(1));
        if (x.Shape is null || grid.Shape is null)
        {
            ctx.Output(0, x.DType, null);
            return;
        }
        if (Contradiction(x.Shape.Rank, grid.Shape.Rank, grid.Shape.Rank > 0 && grid.Shape[-1].IsConstant ? grid.Shape[-1].Value : null) is { } problem)
            throw ctx.Error(problem).AsShapeError();
        ctx.Output(0, x.DType, Shape.Of([x.Shape[0], x.Shape[1], .. grid.Shape.Dims[1..^1]]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, grid) = (ctx.Input(0), ctx.Input(1));
        if (Contradiction(x.Rank, grid.Rank, grid.Rank > 0 ? grid.Dims[^1] : null) is { } problem) throw ctx.Error(problem).AsRunError();
        if (x.Dims[0] != grid.Dims[0])
            throw ctx.Error($"input and grid must have the same batch, but they have {x.Dims[0]} and {grid.Dims[0]}").AsRunError();
        var y = ctx.Output(0, x.DType, [x.Dims[0], x.Dims[1], .. grid.Dims[1..^1]]);
        if (Mode == "nearest" && x.DType is (DType.I64 or DType.U64)) Nearest(ctx, x, grid, y);
        else if (Widening.WorkType(x.DType) == DType.F32) Sample<float>(ctx, x, grid, y);
        else Sample<double>(ctx, x, grid, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(Mode == "nearest" ? 1 : Mode.EndsWith("cubic", StringComparison.Ordinal) ? 32 : 8);

    // Samples the places of the elements in place of the elements, which a double does not hold.
    private void Nearest(EvalContext ctx, Tensor x, Tensor grid, Tensor y)
    {
        Tensor places = Tensor.Zeros(DType.F64, x.Dims), found = Tensor.Zeros(DType.F64, y.Dims);
        for (int i = 0; i < places.Count; i++) places.Span<double>()[i] = i + 1;
        Sample<double>(ctx, places, grid, found);
        // Outside of the image all is 0.
        for (int i = 0; i < y.Count; i++) y.Span<long>()[i] = found.Span<double>()[i] is > 0 and var at ? x.Span<long>()[(int)at - 1] : 0;
    }

    private void Sample<T>(EvalContext ctx, Tensor x, Tensor gridTensor, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var source = Widening.Load(x);
        var target = Widening.Target(y, source.DType);
        double[] grid = gridTensor.ToDoubles();
        int axes = x.Rank - 2, channels = (int)x.Dims[1];
        int[] sizes = [.. x.Dims[2..].ToArray().Select(d => (int)d)];
        long[] strides = Strides.Of(x.Dims[2..]);
        int plane = (int)Strides.Count(x.Dims[2..]), points = (int)Strides.Count(gridTensor.Dims[1..^1]);
        var sampler = new GridSampler(Mode.StartsWith("bi", StringComparison.Ordinal) ? Mode[2..] : Mode, PaddingMode, AlignCorners);
        int perAxis = sampler.Count, perPoint = (int)Math.Pow(perAxis, axes);
        ParallelRange.For(ctx.Threads, (int)x.Dims[0] * points, Math.Max(1, 4096 / Math.Max(1, channels * perPoint)), (from, to) =>
        {
            var (indices, weights) = (new int[axes * perAxis], new double[axes * perAxis]);
            var (places, factors) = (new int[perPoint], new T[perPoint]);
            for (int p = from; p < to; p++)
            {
                for (int axis = 0; axis < axes; axis++)
                {
                    sampler.Taps(grid[p * axes + axes - 1 - axis], sizes[axis], indices.AsSpan(axis * perAxis, perAxis),
                        weights.AsSpan(axis * perAxis, perAxis));
                }
                for (int tap = 0; tap < perPoint; tap++)
                    (places[tap], factors[tap]) = Combine<T>(tap, perAxis, indices, weights, strides);
                int image = p / points;
                for (int c = 0; c < channels; c++)
                {
                    var src = source.Span<T>().Slice((image * channels + c) * plane, plane);
                    T sum = T.Zero;
                    for (int tap = 0; tap < perPoint; tap++)
                        if (places[tap] >= 0) sum += src[places[tap]] * factors[tap];
                    target.Span<T>()[(image * channels + c) * points + p % points] = sum;
                }
            }
        });
        Widening.Store(target, y);
    }

    private static (int Place, T Factor) Combine<T>(int tap, int perAxis, int[] indices, double[] weights, long[] strides)
        where T : INumberBase<T>
    {
        long place = 0;
        double factor = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--, tap /= perAxis)
        {
            int at = axis * perAxis + tap % perAxis;
            if (indices[at] < 0) return (-1, T.Zero);
            place += indices[at] * strides[axis];
            factor *= weights[at];
        }
        return ((int)place, T.CreateTruncating(factor));
    }

    private string? Contradiction(int rank, int gridRank, long? coordinates)
    {
        if (rank is < 3 or > 8) return $"the input must have 3 to 8 axes, but it has {rank}";
        if (gridRank != rank) return $"the grid must have {rank} axes as the input, but it has {gridRank}";
        if (coordinates is { } c && c != rank - 2) return $"the grid must end in {rank - 2} coordinates, but it ends in {c}";
        if (Mode is not ("linear" or "bilinear" or "nearest" or "cubic" or "bicubic"))
            return $"mode must be linear, nearest or cubic, but it is '{Mode}'";
        return PaddingMode is "zeros" or "border" or "reflection" ? null
            : $"padding_mode must be zeros, border or reflection, but it is '{PaddingMode}'";
    }
}
