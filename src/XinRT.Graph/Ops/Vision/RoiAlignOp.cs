using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Divides each region of interest <c>(x1, y1, x2, y2)</c> into bins without rounding, samples every bin bilinearly
/// at a few points, and takes their mean or the largest weighted element.</summary>
[OnnxOperator("RoiAlign", Since = 16)]
public sealed record RoiAlignOp(string CoordinateTransformationMode = "half_pixel", string Mode = "avg", long OutputHeight = 1,
    long OutputWidth = 1, long SamplingRatio = 0, float SpatialScale = 1) : Operator
{
    private const long LargestRatio = 4096;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Contradiction() is { } problem) throw ctx.Error(problem).AsShapeError();
        Dim rois = ctx.InputShape(1) is { Rank: 2 } r ? r[0] : ctx.NewDim();
        Dim channels = ctx.InputShape(0) is { Rank: 4 } x ? x[1] : ctx.NewDim();
        ctx.Output(0, ctx.InputDType(0), Shape.Of([rois, channels, OutputHeight, OutputWidth]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        if (Contradiction() is { } problem) throw ctx.Error(problem).AsRunError();
        var (x, rois) = (ctx.Input(0), ctx.Input(1));
        long[] images = ctx.Input(2).ToInt64s();
        if (x.Rank != 4 || rois.Rank != 2 || rois.Dims[1] != 4 || images.Length != rois.Dims[0])
            throw ctx.Error("it takes an input of 4 axes, regions [n,4] and n image numbers").AsRunError();
        if (images.FirstOrDefault(i => i < 0 || i >= x.Dims[0], -1) is >= 0 or < -1)
            throw ctx.Error($"image numbers must be below {x.Dims[0]}").AsRunError();
        var y = ctx.Output(0, x.DType, rois.Dims[0], x.Dims[1], OutputHeight, OutputWidth);
        double[] src = x.ToDoubles(), regions = rois.ToDoubles(), dst = new double[y.Count];
        var (channels, height, width) = ((int)x.Dims[1], (int)x.Dims[2], (int)x.Dims[3]);
        var (rows, columns) = ((int)OutputHeight, (int)OutputWidth);
        double shift = CoordinateTransformationMode == "half_pixel" ? 0.5 : 0;
        ParallelRange.For(ctx.Threads, images.Length, 1, (from, to) =>
        {
            for (int n = from; n < to; n++)
            {
                if (images[n] < 0) throw ctx.Error($"image numbers must be 0 or more, but one is {images[n]}").AsRunError();
                var across = Samples(regions[n * 4], regions[n * 4 + 2], columns, width, shift);
                var down = Samples(regions[n * 4 + 1], regions[n * 4 + 3], rows, height, shift);
                for (int c = 0; c < channels; c++)
                {
                    var plane = src.AsSpan(((int)images[n] * channels + c) * height * width, height * width);
                    for (int r = 0; r < rows; r++)
                        for (int q = 0; q < columns; q++)
                            dst[((n * channels + c) * rows + r) * columns + q] = Bin(plane, width, down[r], across[q]);
                }
            }
        });
        ElementConverter.Write(dst, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(9 * Math.Max(4, SamplingRatio * SamplingRatio));

    private double Bin(ReadOnlySpan<double> plane, int width, Sample[] down, Sample[] across)
    {
        double sum = 0, largest = double.NegativeInfinity;
        foreach (var v in down)
        {
            foreach (var h in across)
            {
                double a = plane[v.Low * width + h.Low] * v.LowWeight * h.LowWeight;
                double b = plane[v.Low * width + h.High] * v.LowWeight * h.HighWeight;
                double c = plane[v.High * width + h.Low] * v.HighWeight * h.LowWeight;
                double d = plane[v.High * width + h.High] * v.HighWeight * h.HighWeight;
                sum += a + b + c + d;
                largest = Math.Max(largest, Math.Max(Math.Max(a, b), Math.Max(c, d)));
            }
        }
        int count = down.Length * across.Length;
        return count == 0 ? 0 : Mode == "max" ? largest : sum / count;
    }

    // The sampling points of every bin along one axis.
    private Sample[][] Samples(double start, double end, int bins, int size, double shift)
    {
        (start, end) = (start * SpatialScale - shift, end * SpatialScale - shift);
        double extent = end - start;
        if (CoordinateTransformationMode == "output_half_pixel") extent = Math.Max(extent, 1);
        double step = extent / bins;
        int count = (int)(SamplingRatio > 0 ? SamplingRatio : Math.Clamp(Math.Ceiling(step), 0, LargestRatio));
        var result = new Sample[bins][];
        for (int bin = 0; bin < bins; bin++)
        {
            result[bin] = new Sample[count];
            for (int i = 0; i < count; i++) result[bin][i] = At(start + bin * step + (i + 0.5) * step / count, size);
        }
        return result;
    }

    private static Sample At(double x, int size)
    {
        // Up to one element outside counts as the edge; beyond that as zero.
        if (!(x >= -1 && x <= size) || size == 0) return default;
        x = Math.Max(x, 0);
        int low = (int)x;
        if (low >= size - 1) return new(size - 1, size - 1, 1, 0);
        return new(low, low + 1, 1 - (x - low), x - low);
    }

    private string? Contradiction()
    {
        if (OutputHeight is < 1 or > int.MaxValue || OutputWidth is < 1 or > int.MaxValue)
            return $"the output must have positive sizes, but they are {OutputHeight} and {OutputWidth}";
        if (SamplingRatio is < 0 or > LargestRatio) return $"sampling_ratio must be 0 to {LargestRatio}, but it is {SamplingRatio}";
        if (Mode is not ("avg" or "max")) return $"mode must be avg or max, but it is '{Mode}'";
        return CoordinateTransformationMode is "half_pixel" or "output_half_pixel" ? null
            : $"coordinate_transformation_mode must be half_pixel or output_half_pixel, but it is '{CoordinateTransformationMode}'";
    }

    private readonly record struct Sample(int Low, int High, double LowWeight, double HighWeight);
}
