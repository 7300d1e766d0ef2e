using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Divides each region of interest <c>(batch, x1, y1, x2, y2)</c> into a grid of bins and takes the largest element
/// of each; an empty bin gives 0.</summary>
[OnnxOperator("MaxRoiPool")]
public sealed record MaxRoiPoolOp(ValueArray<long> PooledShape, float SpatialScale = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (PooledShape.Count != 2 || PooledShape.Any(s => s is < 1 or > int.MaxValue))
            throw ctx.Error($"pooled_shape must be two positive sizes, but it is {PooledShape}").AsShapeError();
        Dim rois = ctx.InputShape(1) is { Rank: 2 } r ? r[0] : ctx.NewDim();
        Dim channels = ctx.InputShape(0) is { Rank: 4 } x ? x[1] : ctx.NewDim();
        ctx.Output(0, ctx.InputDType(0), Shape.Of([rois, channels, PooledShape[0], PooledShape[1]]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, rois) = (ctx.Input(0), ctx.Input(1));
        if (x.Rank != 4 || rois.Rank != 2 || rois.Dims[1] != 5)
            throw ctx.Error("it takes an input of 4 axes and regions [n,5]").AsRunError();
        var (channels, height, width) = ((int)x.Dims[1], (int)x.Dims[2], (int)x.Dims[3]);
        var (rows, columns) = ((int)PooledShape[0], (int)PooledShape[1]);
        var y = ctx.Output(0, x.DType, rois.Dims[0], channels, rows, columns);
        double[] src = x.ToDoubles(), regions = rois.ToDoubles(), dst = new double[y.Count];
        ParallelRange.For(ctx.Threads, (int)rois.Dims[0], 1, (from, to) =>
        {
            for (int n = from; n < to; n++)
            {
                var roi = regions.AsSpan(n * 5, 5);
                if (!(roi[0] >= 0 && roi[0] < x.Dims[0]))
                    throw ctx.Error($"a region names image {roi[0]}, but there are {x.Dims[0]}").AsRunError();
                var (top, bottom) = (Round(roi[2]), Round(roi[4]));
                var (left, right) = (Round(roi[1]), Round(roi[3]));
                for (int c = 0; c < channels; c++)
                {
                    var plane = src.AsSpan(((int)roi[0] * channels + c) * height * width, height * width);
                    var bins = dst.AsSpan((n * channels + c) * rows * columns, rows * columns);
                    for (int r = 0; r < rows; r++)
                        for (int q = 0; q < columns; q++)
                            bins[r * columns + q] = Largest(plane, width, Bin(r, rows, top, bottom, height), Bin(q, columns, left, right, width));
                }
            }
        });
        ElementConverter.Write(dst, y);
    }

    private double Round(double coordinate) => Math.Round(coordinate * SpatialScale, MidpointRounding.AwayFromZero);

    private static (int From, int To) Bin(int bin, int bins, double first, double last, int size)
    {
        double step = Math.Max(last - first + 1, 1) / bins;
        return ((int)Math.Clamp(Math.Floor(bin * step) + first, 0, size), (int)Math.Clamp(Math.Ceiling((bin + 1) * step) + first, 0, size));
    }

    private static double Largest(ReadOnlySpan<double> plane, int width, (int From, int To) y, (int From, int To) x)
    {
        if (y.From >= y.To || x.From >= x.To) return 0;
        double best = double.NegativeInfinity;
        for (int row = y.From; row < y.To; row++)
            foreach (double value in plane[(row * width + x.From)..(row * width + x.To)]) best = Math.Max(best, value);
        return best;
    }
}
