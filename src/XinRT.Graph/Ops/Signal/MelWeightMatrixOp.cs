using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Triangular filters, equally wide on the mel scale <c>2595·log10(1 + f/700)</c>, that take a spectrum to mel bins. Inputs:
/// mel bins, <c>dft_length</c>, sample rate, lower and upper edge in hertz.</summary>
[OnnxOperator("MelWeightMatrix", Since = 17)]
public sealed record MelWeightMatrixOp(DType OutputDatatype = DType.F32) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Dim spectrum = ctx.Data(1) is { Count: > 0 } length ? Dim.FloorDiv(length[0], 2) + 1 : ctx.NewDim();
        ctx.Output(0, OutputDatatype, Shape.Of([spectrum, ctx.Data(0) is { Count: > 0 } bins ? bins[0] : ctx.NewDim()]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        long bins = ctx.Input(0).ToInt64s()[0], length = ctx.Input(1).ToInt64s()[0], rate = ctx.Input(2).ToInt64s()[0];
        double low = Mel(ctx.Input(3).ToDoubles()[0]), high = Mel(ctx.Input(4).ToDoubles()[0]);
        if (bins < 1 || length < 1 || rate < 1)
            throw ctx.Error($"mel bins, dft_length and sample rate must be positive, but they are {bins}, {length} and {rate}").AsRunError();
        long spectrum = length / 2 + 1;
        var y = ctx.Output(0, OutputDatatype, spectrum, bins);

        // Edges of the triangles, rounded down to whole places of the spectrum.
        var edges = new long[bins + 2];
        double step = (high - low) / (bins + 2);
        for (int i = 0; i < edges.Length; i++)
        {
            double hertz = 700 * (Math.Pow(10, (low + i * step) / 2595) - 1);
            edges[i] = long.CreateSaturating(Math.Floor((length + 1) * hertz / rate));
        }
        var weights = new double[y.Count];
        for (int bin = 0; bin < bins; bin++)
        {
            var (left, center, right) = (edges[bin], edges[bin + 1], edges[bin + 2]);
            if (center == left && center >= 0 && center < spectrum) weights[center * bins + bin] = 1;
            for (long i = Math.Max(0, left); center > left && i <= center && i < spectrum; i++)
                weights[i * bins + bin] = (double)(i - left) / (center - left);
            for (long i = Math.Max(0, center); right > center && i < right && i < spectrum; i++)
                weights[i * bins + bin] = (double)(right - i) / (right - center);
        }
        ElementConverter.Write(weights, y);
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);
}
